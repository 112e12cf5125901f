import { spectrumEntropy, spectrumShares } from "./spectrum-entropy.ts";

/**
 * The effective rank of a spectrum, `exp(-Σ pᵢ log pᵢ)` with `pᵢ = σᵢ / Σσ`: the exponential of its entropy.
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
  return spectrumShares("effectiveRank", values).length === 0 ? 0 : Math.exp(spectrumEntropy(values));
}
