import * as tf from "@tensorflow/tfjs-layers";
import type { CnnOptions } from "./cnn-options.ts";
import { checkedCnnOptions, scaledChannels } from "./internal/cnn-options.ts";
import { seededLayers } from "./internal/seeded-layers.ts";

/** Table 3, critic: channels, kernel size and stride of each convolution, in order. */
const convolutions = [
  [64, 3, 1],
  [64, 4, 2],
  [128, 3, 1],
  [128, 4, 2],
  [256, 3, 1],
  [256, 4, 2],
  [512, 3, 1],
] as const;

/**
 * The critic of the SN-GAN paper's table 3: seven convolutions, each followed by leaky ReLU of slope 0.1, and a dense
 * layer to one score.
 *
 * With c = `width`: 3×3 64c · 4×4 stride 2 64c · 3×3 128c · 4×4 stride 2 128c · 3×3 256c · 4×4 stride 2 256c · 3×3 512c
 * · dense 1. `same` padding throughout, no normalisation: a constraint is put on from outside. Layers are named
 * `critic_conv1` … `critic_conv7`, `critic_lrelu1` … , `critic_flatten`, `critic_dense`.
 *
 * Initial weights are Glorot uniform (as in the authors' residual networks; the paper does not say), biases 0, a
 * function of the seed and the layer's name.
 *
 * @param options - image size, channels, width and seed
 * @returns a model from images `[n, imageSize, imageSize, channels]` to scores `[n, 1]`; the caller disposes it
 * @throws RangeError if an option is out of range
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import { cnnCritic } from "@lipschitz-gan/models";
 *
 * const critic = cnnCritic({ channels: 1, width: 0.125 });
 * critic.outputs[0]?.shape; // => [null, 1]
 * critic.layers[0]?.name; // => "critic_conv1"
 * critic.dispose();
 * cnnCritic({ width: 0 }); // => throws /width must be in \(0, 8\], received 0/
 * ```
 * @see Miyato et al. (2018), Spectral Normalization for Generative Adversarial Networks, table 3, https://arxiv.org/abs/1802.05957 — the authors' own CNN code has 64, 128, 128, 256, 256, 512, 512 channels and slope 0.2; this is the paper's
 */
export function cnnCritic(options: CnnOptions = {}): tf.LayersModel {
  const { imageSize, channels, width, seed } = checkedCnnOptions("cnnCritic", options);
  const { conv, dense } = seededLayers(seed);
  const model = tf.sequential({ name: "critic" });
  for (const [i, [filters, kernelSize, strides]] of convolutions.entries()) {
    const inputShape = i === 0 ? { inputShape: [imageSize, imageSize, channels] } : {};
    model.add(
      conv(`critic_conv${i + 1}`, { filters: scaledChannels(filters, width), kernelSize, strides, ...inputShape }),
    );
    model.add(tf.layers.leakyReLU({ name: `critic_lrelu${i + 1}`, alpha: 0.1 }));
  }
  model.add(tf.layers.flatten({ name: "critic_flatten" }));
  model.add(dense("critic_dense", 1));
  return model;
}
