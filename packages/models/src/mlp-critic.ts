import * as tf from "@tensorflow/tfjs-layers";
import { checkCount, checkHidden } from "./internal/checks.ts";
import { seededLayers } from "./internal/seeded-layers.ts";

/** Options of {@link mlpCritic}. */
export interface MlpCriticOptions {
  /** Numbers per sample, an integer >= 1; default 2. */
  readonly inputSize?: number;
  /** Units of each hidden layer, integers >= 1; default `[128, 128, 128]`. */
  readonly hidden?: readonly number[];
  /** Seed of the initial weights, an integer in `[0, 2^53)`; default 0. */
  readonly seed?: number;
}

/**
 * A critic for points in the plane: dense layers with leaky ReLU of slope 0.1, then a dense layer to one score.
 *
 * Layers are named `critic_dense1` …, `critic_lrelu1` … and `critic_score`. Initial weights are Glorot uniform, biases 0.
 *
 * @param options - input size, hidden units and seed
 * @returns a model from samples `[n, inputSize]` to scores `[n, 1]`; the caller disposes it
 * @throws RangeError if an option is out of range
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import { mlpCritic } from "@lipschitz-gan/models";
 *
 * const critic = mlpCritic({ hidden: [16, 16] });
 * critic.countParams(); // => 337
 * critic.dispose();
 * ```
 * @see Goodfellow et al. (2014), Generative Adversarial Nets, https://arxiv.org/abs/1406.2661 — multilayer perceptrons; sizes and slope are this package's choice
 */
export function mlpCritic(options: MlpCriticOptions = {}): tf.LayersModel {
  const { inputSize = 2, hidden = [128, 128, 128], seed = 0 } = options;
  checkCount("mlpCritic", "inputSize", inputSize);
  checkHidden("mlpCritic", hidden);
  const { dense } = seededLayers(seed);
  const model = tf.sequential({ name: "critic" });
  model.add(tf.layers.inputLayer({ name: "critic_input", inputShape: [inputSize] }));
  for (const [i, units] of hidden.entries()) {
    model.add(dense(`critic_dense${i + 1}`, units));
    model.add(tf.layers.leakyReLU({ name: `critic_lrelu${i + 1}`, alpha: 0.1 }));
  }
  model.add(dense("critic_score", 1));
  return model;
}
