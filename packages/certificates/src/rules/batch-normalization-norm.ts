import { checkNorm } from "./internal/check.ts";
import { quotientUp, rootDown, sumDown } from "../rounding/round-up.ts";

/** What batch normalisation scales by. */
export interface BatchNormalizationScale {
  /** The gains; 1 everywhere unless given. */
  readonly gamma?: ArrayLike<number>;
  /** The running variances, one a channel. */
  readonly variance: ArrayLike<number>;
  readonly epsilon: number;
}

/**
 * The operator norm of batch normalisation at inference: `max |gamma| / √(variance + epsilon)` over the channels.
 *
 * In training it divides by the batch's own variance, so samples depend on each other and no constant exists.
 *
 * @param scale - gains, running variances and epsilon
 * @returns the norm, rounded up
 * @throws RangeError if `variance + epsilon` is not positive, or a number is not finite
 *
 * @example
 * ```ts
 * import { batchNormalizationNorm } from "@lipschitz-gan/certificates";
 *
 * batchNormalizationNorm({ gamma: [1, -3], variance: [0.25, 4], epsilon: 0 }); // => 2
 * ```
 * @see Ioffe & Szegedy (2015), Batch normalization, algorithm 2, https://arxiv.org/abs/1502.03167
 */
export function batchNormalizationNorm({ gamma, variance, epsilon }: BatchNormalizationScale): number {
  return Array.from(variance).reduce((largest, value, i) => {
    const gain = Math.abs(gamma === undefined ? 1 : (gamma[i] ?? Number.NaN));
    checkNorm("batchNormalizationNorm", "|gamma|", gain);
    const square = sumDown(value, Math.min(epsilon, Math.fround(epsilon))); // TensorFlow.js adds the float32
    if (!(square > 0 && square < Infinity)) {
      throw new RangeError(
        `batchNormalizationNorm: variance + epsilon must be finite and > 0, received ${value} + ${epsilon}`,
      );
    }
    return Math.max(largest, quotientUp(gain, rootDown(square)));
  }, 0);
}
