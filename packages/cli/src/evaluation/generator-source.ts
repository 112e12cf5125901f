import { createRng, type RandomStream } from "@lipschitz-gan/core";
import type { SampleSource } from "@lipschitz-gan/metrics";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { GenerateOptions } from "../commands/generate-samples.ts";

/**
 * What `generateSamples` would draw, batch by batch: sample i has the same latent vector whatever the batches.
 *
 * @param generator - the model, in evaluation mode; left alone
 * @param options - how many, from which seed
 */
export function generatorSource(
  generator: tfl.LayersModel,
  { count, seed, latentSize }: GenerateOptions,
): SampleSource {
  let stream: RandomStream | undefined;
  let next = 0;
  /** The latent vectors from one on. The numbers come from one stream in their order, so what lies before is drawn too. */
  const latent = (from: number, size: number): Float32Array => {
    if (stream === undefined || from < next) {
      stream = createRng(seed).stream("sample");
      next = 0;
    }
    const draw = stream;
    for (; next < from; next++) for (let i = 0; i < latentSize; i++) draw.normal();
    next += size;
    return Float32Array.from({ length: size * latentSize }, () => draw.normal());
  };
  return {
    count,
    batch: (from, size) =>
      tf.tidy(() => {
        const input = tf.tensor2d(latent(from, size), [size, latentSize]);
        return generator.predict(input, { batchSize: size }) as tf.Tensor; // one output
      }),
  };
}
