import type { RandomStream } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Latent vectors `z ~ N(0, I)`.
 *
 * @param random - where the numbers come from
 * @param batchSize - how many vectors
 * @param latentSize - length of each
 * @returns shape `[batchSize, latentSize]`, which the caller disposes
 *
 * @example
 * ```ts
 * import { createRng } from "@lipschitz-gan/core";
 * import { latentBatch } from "@lipschitz-gan/training";
 *
 * latentBatch(createRng(0).stream("latent"), 4, 128).shape; // => [4, 128]
 * ```
 * @see Miyato et al. (2018), table 3: z ~ N(0, I) of length 128, https://arxiv.org/abs/1802.05957
 */
export function latentBatch(random: RandomStream, batchSize: number, latentSize: number): tf.Tensor2D {
  // A loop, since Float32Array.from takes longer than the numbers.
  const values = new Float32Array(batchSize * latentSize);
  for (let i = 0; i < values.length; i++) values[i] = random.normal();
  return tf.tensor2d(values, [batchSize, latentSize]);
}
