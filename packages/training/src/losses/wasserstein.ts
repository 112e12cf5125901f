import * as tf from "@tensorflow/tfjs-core";
import type { GanLoss } from "./gan-loss.ts";
import { makeLoss, mean } from "./internal/make-loss.ts";

/**
 * The Wasserstein loss (WGAN).
 *
 * Critic `E[f(G(z))] - E[f(x)]`, generator `-E[f(G(z))]`. Only with a critic held to Lipschitz constant k is the negated
 * critic loss a lower estimate of k times the Wasserstein-1 distance; without a constraint it has no minimum.
 *
 * @returns the loss
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import { wasserstein } from "@lipschitz-gan/training";
 *
 * wasserstein().critic(tf.tensor1d([1, 3]), tf.tensor1d([0, 1])).dataSync()[0]; // => -1.5
 * wasserstein().generator(tf.tensor1d([0, 1])).dataSync()[0]; // => -0.5
 * ```
 * @see Arjovsky, Chintala & Bottou (2017), Wasserstein Generative Adversarial Networks, eqs. 2–3 and algorithm 1, https://arxiv.org/abs/1701.07875
 */
export function wasserstein(): GanLoss {
  return makeLoss(
    "wgan",
    (real, fake) => tf.sub(mean(fake), mean(real)),
    (fake) => tf.neg(mean(fake)),
  );
}
