import { checkNorm } from "./internal/check.ts";
import { quotientUp, rootDown } from "../rounding/round-up.ts";

/** What layer normalisation scales by. */
export interface LayerNormalizationScale {
  /** The gains; 1 unless given. */
  readonly gamma?: ArrayLike<number>;
  readonly epsilon: number;
}

/**
 * A Lipschitz constant of layer normalisation: `max |gamma| / √epsilon`.
 *
 * With z the centred input of m entries and `s² = |z|² / m + epsilon`, the derivative of z / s is 1 / s across z and
 * epsilon / s³ along it, at most `1 / √epsilon`, and just that where all entries are equal. So the constant is a true
 * one and cannot be improved by more than the centring does to gamma, but large: 31.6 for the 1e-3 of tf.layers.
 *
 * @param scale - gains and epsilon
 * @returns the constant, rounded up
 * @throws RangeError if epsilon is not positive, or a number is not finite
 *
 * @example
 * ```ts
 * import { layerNormalizationLipschitz } from "@lipschitz-gan/certificates";
 *
 * layerNormalizationLipschitz({ gamma: [1, -2], epsilon: 0.25 }); // => 4
 * ```
 * @see Ba, Kiros & Hinton (2016), Layer normalization, https://arxiv.org/abs/1607.06450
 */
export function layerNormalizationLipschitz({ gamma = [1], epsilon }: LayerNormalizationScale): number {
  if (!(epsilon > 0 && epsilon < Infinity)) {
    throw new RangeError(
      `layerNormalizationLipschitz: epsilon must be finite and > 0, received ${epsilon}; without it there is no constant`,
    );
  }
  return Array.from(gamma).reduce((largest, gain) => {
    checkNorm("layerNormalizationLipschitz", "|gamma|", Math.abs(gain));
    // TensorFlow.js adds the float32 next to epsilon.
    return Math.max(largest, quotientUp(Math.abs(gain), rootDown(Math.min(epsilon, Math.fround(epsilon)))));
  }, 0);
}
