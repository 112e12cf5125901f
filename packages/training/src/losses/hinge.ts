import * as tf from "@tensorflow/tfjs-core";
import type { GanLoss } from "./gan-loss.ts";
import { makeLoss, mean } from "./internal/make-loss.ts";

/**
 * The hinge loss.
 *
 * Critic `E[max(0, 1 - f(x))] + E[max(0, 1 + f(G(z)))]`, generator `-E[f(G(z))]`. At the kinks, f(x) = 1 and
 * f(G(z)) = -1, the gradient taken is 0.
 *
 * @returns the loss
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import { hinge } from "@lipschitz-gan/training";
 *
 * hinge().critic(tf.tensor1d([0, 3]), tf.tensor1d([-2, 1])).dataSync()[0]; // => 1.5
 * hinge().generator(tf.tensor1d([-2, 1])).dataSync()[0]; // => 0.5
 * ```
 * @see Miyato et al. (2018), Spectral Normalization for Generative Adversarial Networks, eqs. 16–17, https://arxiv.org/abs/1802.05957
 * @see Lim & Ye (2017), Geometric GAN, https://arxiv.org/abs/1705.02894
 */
export function hinge(): GanLoss {
  return makeLoss(
    "hinge",
    (real, fake) => tf.add(mean(tf.relu(tf.sub(1, real))), mean(tf.relu(tf.add(1, fake)))),
    (fake) => tf.neg(mean(fake)),
  );
}
