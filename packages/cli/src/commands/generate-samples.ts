import { createRng } from "@lipschitz-gan/core";
import { latentBatch } from "@lipschitz-gan/training";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";

/** What to draw from a generator. */
export interface GenerateOptions {
  /** How many samples. */
  readonly count: number;
  /** Seed of the latent vectors. */
  readonly seed: number;
  /** Length of a latent vector. */
  readonly latentSize: number;
}

/**
 * What the training would draw with that seed: the same stream, the generator in evaluation mode.
 *
 * @param generator - the model, left alone
 * @param options - how many, from which seed
 * @returns `[count, ...sampleShape]`; the caller disposes it
 */
export function generateSamples(generator: tfl.LayersModel, { count, seed, latentSize }: GenerateOptions): tf.Tensor {
  return tf.tidy(() => {
    const latent = latentBatch(createRng(seed).stream("sample"), count, latentSize);
    return generator.predict(latent, { batchSize: 64 }) as tf.Tensor; // one output
  });
}
