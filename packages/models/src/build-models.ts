import type * as tf from "@tensorflow/tfjs-layers";
import { cnnCritic } from "./cnn-critic.ts";
import { cnnGenerator } from "./cnn-generator.ts";
import { checkCount, checkWidth } from "./internal/checks.ts";
import { scaledChannels } from "./internal/cnn-options.ts";
import { mlpCritic } from "./mlp-critic.ts";
import { mlpGenerator } from "./mlp-generator.ts";

/** Name of a pair: `"cnn32"` and `"cnn48"` are the SN-GAN paper's table 3, `"mlp"` is for points in the plane. */
export type ModelName = "cnn32" | "cnn48" | "mlp";

/** Every {@link ModelName}. */
export const modelNames: readonly ModelName[] = ["cnn32", "cnn48", "mlp"];

/** Options of {@link buildModels}. */
export interface BuildModelsOptions {
  /** Image channels, an integer >= 1; default 3. The MLP has none and refuses it. */
  readonly channels?: number;
  /** Factor on every hidden channel or unit count, in `(0, 8]`; default 1. */
  readonly width?: number;
  /** Length of a latent vector, an integer >= 1; default 128. */
  readonly latentSize?: number;
  /** Seed of the initial weights, an integer in `[0, 2^53)`; default 0. */
  readonly seed?: number;
}

/** A generator and the critic of what it draws. */
export interface ModelPair {
  /** Which pair. */
  readonly name: ModelName;
  /** From `[n, latentSize]` to `[n, ...sampleShape]`. */
  readonly generator: tf.LayersModel;
  /** From `[n, ...sampleShape]` to `[n, 1]`. */
  readonly critic: tf.LayersModel;
  /** Length of a latent vector. */
  readonly latentSize: number;
  /** Shape of one sample, such as `[32, 32, 1]`. */
  readonly sampleShape: readonly number[];
}

/**
 * Builds a named pair of generator and critic.
 *
 * @param name - which pair, one of {@link modelNames}
 * @param options - channels, width, latent size and seed
 * @returns the pair; the caller disposes both models
 * @throws RangeError if the name is not known or an option is out of range
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import { buildModels } from "@lipschitz-gan/models";
 *
 * const { generator, critic, sampleShape } = buildModels("cnn32", { channels: 1, width: 0.0625 });
 * sampleShape; // => [32, 32, 1]
 * critic.inputs[0]?.shape; // => [null, 32, 32, 1]
 * generator.dispose();
 * critic.dispose();
 * ```
 * @see Miyato et al. (2018), Spectral Normalization for Generative Adversarial Networks, table 3, https://arxiv.org/abs/1802.05957
 */
export function buildModels(name: ModelName, options: BuildModelsOptions = {}): ModelPair {
  const { channels, width = 1, latentSize = 128, seed = 0 } = options;
  checkWidth("buildModels", width);
  checkCount("buildModels", "latentSize", latentSize);
  if (name === "mlp") {
    if (channels !== undefined) {
      throw new RangeError(`buildModels: mlp takes no channels, received ${channels}; leave the option out`);
    }
    const units = scaledChannels(128, width);
    const hidden = [units, units, units];
    const generator = mlpGenerator({ latentSize, hidden, seed });
    return { name, generator, critic: mlpCritic({ hidden, seed }), latentSize, sampleShape: [2] };
  }
  if (name !== "cnn32" && name !== "cnn48") {
    throw new RangeError(`buildModels: name must be one of ${modelNames.join(", ")}, received ${String(name)}`);
  }
  const imageSize = name === "cnn32" ? 32 : 48;
  const cnn = { imageSize, channels: channels ?? 3, width, seed } as const;
  const sampleShape = [imageSize, imageSize, cnn.channels];
  return { name, generator: cnnGenerator({ ...cnn, latentSize }), critic: cnnCritic(cnn), latentSize, sampleShape };
}
