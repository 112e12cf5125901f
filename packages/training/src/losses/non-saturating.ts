import * as tf from "@tensorflow/tfjs-core";
import type { GanLoss } from "./gan-loss.ts";
import { makeLoss, mean } from "./internal/make-loss.ts";

/**
 * The non-saturating loss: the critic's part of minimax, and a generator whose gradient is largest where it fails.
 *
 * With D = sigmoid(f): critic `-E[log D(x)] - E[log(1 - D(G(z)))] = E[softplus(-f(x))] + E[softplus(f(G(z)))]`,
 * generator `-E[log D(G(z))] = E[softplus(-f(G(z)))]`. Written in softplus, so that a score of any size is finite.
 *
 * @returns the loss
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import { nonSaturating } from "@lipschitz-gan/training";
 *
 * nonSaturating().generator(tf.tensor2d([[0]])).dataSync()[0]; // => ~0.693147
 * nonSaturating().generator(tf.tensor2d([[-1e4]])).dataSync()[0]; // => 10000
 * ```
 * @see Miyato et al. (2018), Spectral Normalization for Generative Adversarial Networks, eq. 15, https://arxiv.org/abs/1802.05957
 * @see Goodfellow et al. (2014), Generative Adversarial Nets, section 3, https://arxiv.org/abs/1406.2661
 */
export function nonSaturating(): GanLoss {
  return makeLoss(
    "non-saturating",
    (real, fake) => tf.add(mean(tf.softplus(tf.neg(real))), mean(tf.softplus(fake))),
    (fake) => mean(tf.softplus(tf.neg(fake))),
  );
}
