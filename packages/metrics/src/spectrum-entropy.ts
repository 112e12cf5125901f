/**
 * The entropy of a spectrum, `-Σ pᵢ log pᵢ` with `pᵢ = σᵢ / Σσ`, in nats.
 *
 * It is log n for n equal values and 0 for a single one; its exponential is the effective rank.
 *
 * @param values - singular values, finite and >= 0, in any order and at least one
 * @returns a number in `[0, log n]`; 0 if all values are 0, which are no distribution
 * @throws RangeError if there is none or one is negative or not finite
 *
 * @example
 * ```ts
 * import { spectrumEntropy } from "@lipschitz-gan/metrics";
 *
 * spectrumEntropy([3, 3]) / Math.log(2); // => ~1
 * spectrumEntropy([5, 0]); // => 0
 * ```
 * @see Roy & Vetterli (2007), The effective rank: a measure of effective dimensionality, equation 1, EUSIPCO 2007
 */
export function spectrumEntropy(values: ArrayLike<number>): number {
  const shares = spectrumShares("spectrumEntropy", values);
  return shares.reduce((total, share) => total - share * Math.log(share), 0);
}

/**
 * The shares `σᵢ / Σσ` that are not 0.
 *
 * @param where - the function that was given the values
 * @param values - singular values
 * @returns positive numbers whose sum is 1; none if all values are 0
 * @throws RangeError if there is no value or one is negative or not finite
 * @internal
 */
export function spectrumShares(where: string, values: ArrayLike<number>): readonly number[] {
  const spectrum = Array.from(values);
  const bad = spectrum.find((value) => !(value >= 0 && value < Infinity));
  if (spectrum.length === 0 || bad !== undefined) {
    throw new RangeError(`${where}: values must be at least one finite number >= 0, received ${bad ?? "none"}`);
  }
  const largest = spectrum.reduce((a, b) => Math.max(a, b));
  // Divided by the largest first, so that the sum cannot overflow; a share that underflows to 0 adds nothing.
  const relative = spectrum.map((value) => value / largest).filter((value) => value > 0);
  const sum = relative.reduce((a, b) => a + b, 0);
  return relative.map((value) => value / sum).filter((share) => share > 0);
}
