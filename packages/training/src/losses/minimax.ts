import * as tf from "@tensorflow/tfjs-core";
import type { GanLoss } from "./gan-loss.ts";
import { makeLoss, mean } from "./internal/make-loss.ts";

/**
 * The original minimax loss, in which the generator's gradient vanishes where the critic is sure.
 *
 * With D = sigmoid(f): critic `-E[log D(x)] - E[log(1 - D(G(z)))] = E[softplus(-f(x))] + E[softplus(f(G(z)))]`,
 * generator `E[log(1 - D(G(z)))] = -E[softplus(f(G(z)))]`. Written in softplus, so that a score of any size is finite.
 *
 * @returns the loss
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import { minimax } from "@lipschitz-gan/training";
 *
 * const undecided = tf.zeros([4, 1]);
 * minimax().critic(undecided, undecided).dataSync()[0]; // => ~1.386294
 * minimax().generator(undecided).dataSync()[0]; // => ~-0.693147
 * ```
 * @see Goodfellow et al. (2014), Generative Adversarial Nets, eq. 1, https://arxiv.org/abs/1406.2661
 */
export function minimax(): GanLoss {
  return makeLoss(
    "minimax",
    (real, fake) => tf.add(mean(tf.softplus(tf.neg(real))), mean(tf.softplus(fake))),
    (fake) => tf.neg(mean(tf.softplus(fake))),
  );
}
