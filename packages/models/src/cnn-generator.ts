import * as tf from "@tensorflow/tfjs-layers";
import type { CnnOptions } from "./cnn-options.ts";
import { checkCount } from "./internal/checks.ts";
import { checkedCnnOptions, scaledChannels } from "./internal/cnn-options.ts";
import { seededLayers } from "./internal/seeded-layers.ts";

/** Options of {@link cnnGenerator}. */
export interface CnnGeneratorOptions extends CnnOptions {
  /** Length of a latent vector, an integer >= 1; default 128. */
  readonly latentSize?: number;
}

/**
 * Batch norm as in Chainer, which the authors used: epsilon 2e-5 and decay 0.9 (TensorFlow.js defaults to 1e-3 and
 * 0.99). After a few hundred steps a decay of 0.99 would still hold statistics of an earlier generator.
 */
const batchNorm = { momentum: 0.9, epsilon: 2e-5 } as const;

/**
 * The generator of the SN-GAN paper's table 3: a dense layer, three transposed convolutions with batch norm and ReLU
 * that double the size each, and a 3×3 convolution to an image in `[-1, 1]`.
 *
 * With c = `width` and s = `imageSize / 8`: dense s·s·512c · 4×4 stride 2 deconv, BN, ReLU, 256c · 128c · 64c · 3×3 conv,
 * tanh. The table has no batch norm and no ReLU after the dense layer, and so has this. Layers are named
 * `generator_dense`, `generator_reshape`, `generator_deconv1` …, `generator_bn1` …, `generator_relu1` …,
 * `generator_conv`.
 *
 * Initial weights are Glorot uniform, biases 0, batch norm at gamma 1 and beta 0; the transposed convolutions have no
 * bias, which the batch norm would subtract again. Batch norm uses Chainer's settings, epsilon 2e-5 and decay 0.9.
 *
 * A forward pass with `{ training: true }` normalises with the batch's own statistics and moves the running ones.
 *
 * @param options - latent size, image size, channels, width and seed
 * @returns a model from latent vectors `[n, latentSize]`, standard normal, to images `[n, imageSize, imageSize, channels]` in `[-1, 1]`; the caller disposes it
 * @throws RangeError if an option is out of range
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import { cnnGenerator } from "@lipschitz-gan/models";
 *
 * const generator = cnnGenerator({ channels: 1, width: 0.0625 });
 * const images = tf.tidy(() => generator.predict(tf.zeros([2, 128])) as tf.Tensor);
 * images.shape; // => [2, 32, 32, 1]
 * images.dispose();
 * generator.dispose();
 * ```
 * @see Miyato et al. (2018), Spectral Normalization for Generative Adversarial Networks, table 3, https://arxiv.org/abs/1802.05957
 * @see Chainer's `BatchNormalization`, https://docs.chainer.org/en/stable/reference/generated/chainer.links.BatchNormalization.html
 */
export function cnnGenerator(options: CnnGeneratorOptions = {}): tf.LayersModel {
  const { imageSize, channels, width, seed } = checkedCnnOptions("cnnGenerator", options);
  const { latentSize = 128 } = options;
  checkCount("cnnGenerator", "latentSize", latentSize);
  const { conv, deconv, dense } = seededLayers(seed);
  const side = imageSize / 8;
  const firstChannels = scaledChannels(512, width);
  const model = tf.sequential({ name: "generator" });
  model.add(dense("generator_dense", side * side * firstChannels, { inputShape: [latentSize] }));
  model.add(tf.layers.reshape({ name: "generator_reshape", targetShape: [side, side, firstChannels] }));
  for (const [i, filters] of [256, 128, 64].entries()) {
    const scaled = scaledChannels(filters, width);
    model.add(deconv(`generator_deconv${i + 1}`, { filters: scaled, kernelSize: 4, strides: 2 }));
    model.add(tf.layers.batchNormalization({ name: `generator_bn${i + 1}`, ...batchNorm }));
    model.add(tf.layers.reLU({ name: `generator_relu${i + 1}` }));
  }
  model.add(conv("generator_conv", { filters: channels, kernelSize: 3, strides: 1, activation: "tanh" }));
  return model;
}
