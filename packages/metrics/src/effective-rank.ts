/**
 * The effective rank of a spectrum, `exp(-Σ pᵢ log pᵢ)` with `pᵢ = σᵢ / Σσ`.
 *
 * It is n for n equal values and 1 for a single one, so it says on how many directions a layer spends its norm: clipping
 * and weight normalisation drive it down, spectral normalisation leaves it high.
 *
 * @param values - singular values, finite and >= 0, in any order and at least one
 * @returns a number in `[1, n]`; 0 if all values are 0
 * @throws RangeError if there is none or one is negative or not finite
 *
 * @example
 * ```ts
 * import { effectiveRank } from "@lipschitz-gan/metrics";
 *
 * effectiveRank([2, 2, 2, 0]); // => ~3
 * effectiveRank([5]); // => 1
 * ```
 * @see Roy & Vetterli (2007), The effective rank: a measure of effective dimensionality, definition 1, EUSIPCO 2007
 */
export function effectiveRank(values: ArrayLike<number>): number {
  const spectrum = Array.from(values);
  const bad = spectrum.find((value) => !(value >= 0 && value < Infinity));
  if (spectrum.length === 0 || bad !== undefined) {
    throw new RangeError(`effectiveRank: values must be at least one finite number >= 0, received ${bad ?? "none"}`);
  }
  const largest = spectrum.reduce((a, b) => Math.max(a, b));
  if (largest === 0) return 0;
  // Divided by the largest first, so that the sum cannot overflow.
  const relative = spectrum.map((value) => value / largest);
  const sum = relative.reduce((a, b) => a + b);
  const entropy = relative.reduce(
    (total, value) => (value === 0 ? total : total - (value / sum) * Math.log(value / sum)),
    0,
  );
  return Math.exp(entropy);
}
