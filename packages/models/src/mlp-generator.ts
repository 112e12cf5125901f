import * as tf from "@tensorflow/tfjs-layers";
import { checkCount, checkHidden } from "./internal/checks.ts";
import { seededLayers } from "./internal/seeded-layers.ts";

/** Options of {@link mlpGenerator}. */
export interface MlpGeneratorOptions {
  /** Length of a latent vector, an integer >= 1; default 128. */
  readonly latentSize?: number;
  /** Numbers per sample, an integer >= 1; default 2. */
  readonly outputSize?: number;
  /** Units of each hidden layer, integers >= 1; default `[128, 128, 128]`. */
  readonly hidden?: readonly number[];
  /** Seed of the initial weights, an integer in `[0, 2^53)`; default 0. */
  readonly seed?: number;
}

/**
 * A generator of points in the plane: dense layers with ReLU, then a dense layer to the sample, unbounded.
 *
 * Layers are named `generator_dense1` …, `generator_relu1` … and `generator_sample`. Initial weights are Glorot uniform,
 * biases 0.
 *
 * @param options - latent size, output size, hidden units and seed
 * @returns a model from latent vectors `[n, latentSize]`, standard normal, to samples `[n, outputSize]`; the caller disposes it
 * @throws RangeError if an option is out of range
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import { mlpGenerator } from "@lipschitz-gan/models";
 *
 * const generator = mlpGenerator({ latentSize: 8, hidden: [16] });
 * generator.outputs[0]?.shape; // => [null, 2]
 * generator.dispose();
 * ```
 * @see Goodfellow et al. (2014), Generative Adversarial Nets, https://arxiv.org/abs/1406.2661 — multilayer perceptrons; the sizes are this package's choice
 */
export function mlpGenerator(options: MlpGeneratorOptions = {}): tf.LayersModel {
  const { latentSize = 128, outputSize = 2, hidden = [128, 128, 128], seed = 0 } = options;
  checkCount("mlpGenerator", "latentSize", latentSize);
  checkCount("mlpGenerator", "outputSize", outputSize);
  checkHidden("mlpGenerator", hidden);
  const { dense } = seededLayers(seed);
  const model = tf.sequential({ name: "generator" });
  model.add(tf.layers.inputLayer({ name: "generator_input", inputShape: [latentSize] }));
  for (const [i, units] of hidden.entries()) {
    model.add(dense(`generator_dense${i + 1}`, units));
    model.add(tf.layers.reLU({ name: `generator_relu${i + 1}` }));
  }
  model.add(dense("generator_sample", outputSize));
  return model;
}
