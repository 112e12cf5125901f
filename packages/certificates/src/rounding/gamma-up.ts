/**
 * At least `γ_k = k u / (1 − k u)`, u = 2⁻⁵³: the relative error of k roundings one after the other.
 *
 * A sum of n products, in any order, is off by at most `γ_n Σ |aᵢ bᵢ|`, and by `n 2⁻¹⁰⁷⁴` more where products underflow (each is then
 * off by at most half of the smallest number, and sums of such numbers are exact).
 *
 * @param k - number of roundings
 * @returns the error, rounded up; infinite where k u >= 1/2
 * @see Higham (2002), Accuracy and stability of numerical algorithms, 2nd ed., lemma 3.1 and section 3.1
 * @internal
 */
export function gammaUp(k: number): number {
  const product = k * 2 ** -53;
  return product >= 0.5 ? Infinity : (product / (1 - product)) * (1 + 2 ** -50);
}
