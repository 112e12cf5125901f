import type { BoundConstraint, ConstrainedWeight, Rng } from "@lipschitz-gan/core";
import { bindPairs } from "./bind-pairs.ts";
import { dividedBy } from "./divided-by.ts";
import type { SpectralNormSettings } from "./spectral-norm-settings.ts";

/**
 * Spectral normalisation by the norm of the layer's own linear map, mode `"operator"`.
 *
 * @param weights - kernels of layers at known places
 * @param rng - streams of the start vectors
 * @param settings - scale and rounds
 * @returns the binding
 * @internal
 */
export function operatorBinding(
  weights: readonly ConstrainedWeight[],
  rng: Rng,
  { scale, powerIterations }: SpectralNormSettings,
): BoundConstraint {
  return bindPairs(weights, rng, powerIterations, {
    seen: (_weight, value) => value,
    normalised: (_weight, value, pairs) => dividedBy(value, pairs.estimate(value), scale),
  });
}
