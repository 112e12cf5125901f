import type { Dataset } from "@lipschitz-gan/data";
import type { SampleSource } from "@lipschitz-gan/metrics";
import * as tf from "@tensorflow/tfjs-core";

/** Which samples of a data set. */
export interface DatasetSourceOptions {
  /** How many; of a finite set at most its size. */
  readonly count: number;
  /** Seed of their choice. */
  readonly seed: number;
  /** Number of the draw, for points: another one gives fresh points. 0 when left out. */
  readonly draw?: number;
}

/**
 * Samples of a data set: of a finite one the first of the seed's permutation, without replacement.
 *
 * @param data - the data set
 * @param options - how many, from which seed
 */
export function datasetSource(data: Dataset, options: DatasetSourceOptions): SampleSource {
  const length = data.sampleShape.reduce((product, side) => product * side, 1);
  const sampleOf = Number.isFinite(data.size) ? sampleOfSet(data, options) : sampleOfDraw(data, options, length);
  return {
    count: Math.min(options.count, data.size),
    batch: (from, size) => {
      const values = new Float32Array(size * length);
      for (let i = 0; i < size; i++) values.set(sampleOf(from + i), i * length);
      return tf.tensor(values, [size, ...data.sampleShape]);
    },
  };
}

/** One at a time, because a batch of a data set starts at a multiple of its size only. */
function sampleOfSet(data: Dataset, { seed }: DatasetSourceOptions): (i: number) => Float32Array {
  return (i) => data.batch({ batchSize: 1, step: i, seed }).values;
}

/** Points are drawn anew for every batch: one batch, of which the samples are parts. */
function sampleOfDraw(
  data: Dataset,
  { count, seed, draw = 0 }: DatasetSourceOptions,
  length: number,
): (i: number) => Float32Array {
  const { values } = data.batch({ batchSize: count, step: draw, seed });
  return (i) => values.subarray(i * length, (i + 1) * length);
}
