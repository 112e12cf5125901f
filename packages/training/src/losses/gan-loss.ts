import type * as tf from "@tensorflow/tfjs-core";

/** Name of a loss, as on the command line. */
export type LossName = "minimax" | "non-saturating" | "lsgan" | "wgan" | "hinge";

/**
 * What the critic and the generator minimise, as functions of the critic's scores.
 *
 * Scores are unbounded (logits), of shape `[n, 1]` or `[n]` with n >= 1; real and fake batch may differ in size. Both
 * functions free their intermediates and leave their arguments alone; the caller disposes the result. A NaN score makes
 * the loss NaN.
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import type { GanLoss } from "@lipschitz-gan/training";
 *
 * const meanDifference: GanLoss = {
 *   name: "mean-difference",
 *   critic: (real, fake) => tf.tidy(() => tf.sub(tf.mean(fake), tf.mean(real))),
 *   generator: (fake) => tf.tidy(() => tf.neg(tf.mean(fake))),
 * };
 * meanDifference.critic(tf.tensor1d([1, 3]), tf.tensor1d([0])).dataSync()[0]; // => -2
 * ```
 */
export interface GanLoss {
  /** Which loss; those of this package have a {@link LossName}. */
  readonly name: string;
  /**
   * The critic's loss; to be minimised over the critic's weights.
   *
   * @param real - scores of real samples, `[n, 1]` or `[n]`
   * @param fake - scores of generated samples, `[m, 1]` or `[m]`
   * @returns a scalar
   */
  readonly critic: (real: tf.Tensor, fake: tf.Tensor) => tf.Scalar;
  /**
   * The generator's loss; to be minimised over the generator's weights.
   *
   * @param fake - scores of generated samples, `[n, 1]` or `[n]`
   * @returns a scalar
   */
  readonly generator: (fake: tf.Tensor) => tf.Scalar;
}
