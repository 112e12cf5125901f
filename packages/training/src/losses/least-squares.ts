import * as tf from "@tensorflow/tfjs-core";
import type { GanLoss } from "./gan-loss.ts";
import { makeLoss, mean } from "./internal/make-loss.ts";

/**
 * The least-squares loss (LSGAN) with targets 0 for fake and 1 for real.
 *
 * Critic `E[(f(x) - 1)²]/2 + E[f(G(z))²]/2`, generator `E[(f(G(z)) - 1)²]/2`.
 *
 * @returns the loss
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import { leastSquares } from "@lipschitz-gan/training";
 *
 * leastSquares().critic(tf.tensor1d([1, 3]), tf.tensor1d([0, 2])).dataSync()[0]; // => 2
 * leastSquares().generator(tf.tensor1d([0, 2])).dataSync()[0]; // => 0.5
 * ```
 * @see Mao et al. (2017), Least Squares Generative Adversarial Networks, eq. 2 with the 0–1 coding a = 0, b = c = 1 (eq. 9), https://arxiv.org/abs/1611.04076
 */
export function leastSquares(): GanLoss {
  return makeLoss(
    "lsgan",
    (real, fake) => tf.add(halfMeanSquare(tf.sub(real, 1)), halfMeanSquare(fake)),
    (fake) => halfMeanSquare(tf.sub(fake, 1)),
  );
}

function halfMeanSquare(x: tf.Tensor): tf.Scalar {
  return tf.mul(0.5, mean(tf.square(x)));
}
