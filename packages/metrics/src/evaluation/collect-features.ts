import { ShapeError } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Extracted, FeatureExtractor } from "../extractors/feature-extractor.ts";
import { accumulateInceptionScore, type InceptionScoreAccumulator } from "../inception-score.ts";
import { accumulateStatistics } from "../statistics/accumulate-statistics.ts";
import type { FeatureSet } from "./feature-set.ts";
import type { SampleSource } from "./sample-source.ts";

/** Options of {@link collectFeatures}. */
export interface CollectFeaturesOptions {
  /** Samples that go through the extractor at a time, an integer >= 1; default 64. */
  readonly batchSize?: number;
  /** Of how many samples, the first ones, the features are kept, an integer >= 1; default 10 000. */
  readonly keep?: number;
  /** Splits of the Inception Score, an integer in `[1, count]`; default 10, or the count if that is smaller. */
  readonly splits?: number;
  /** Hears of every batch. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Sends samples through an extractor, a batch at a time, and keeps what metrics need of their features.
 *
 * Mean and covariance are accumulated in float64 over all samples, the Inception Score likewise; only the first `keep` rows
 * of features stay in memory. How the samples are cut into batches changes the result no more than it changes the features
 * of a sample in the backend's arithmetic.
 *
 * @param source - the samples, at least two
 * @param extractor - makes their features; left alone
 * @param options - size of batches, what to keep
 * @returns mean, covariance, the first features and the Inception Score, with the extractor's card
 * @throws RangeError if a count is out of range, or a feature is not finite, naming sample and feature
 * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if the extractor returns another shape than it says
 *
 * @example
 * ```ts
 * import { collectFeatures, pointsExtractor } from "@lipschitz-gan/metrics";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * const points = [[0, 0], [2, 0], [0, 2], [2, 2]];
 * const source = { count: 4, batch: (from: number, size: number) => tf.tensor2d(points.slice(from, from + size)) };
 * const { statistics, kept } = await collectFeatures(source, pointsExtractor(2), { keep: 1 });
 * [...statistics.mean]; // => [1, 1]
 * [...kept]; // => [0, 0]
 * ```
 * @see Heusel et al. (2017), GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium, section 3: scores are computed from the features of many samples, https://arxiv.org/abs/1706.08500
 */
export async function collectFeatures(
  source: SampleSource,
  extractor: FeatureExtractor,
  options: CollectFeaturesOptions = {},
): Promise<FeatureSet> {
  const { count } = source;
  const { batchSize = 64, keep = 10_000, splits = Math.min(10, count), onProgress } = options;
  checkCounts({ count, batchSize, keep, splits });
  const { dimension, nClasses, card, resize, dtype } = extractor;
  const statistics = accumulateStatistics(dimension);
  const probabilities = nClasses > 0 ? accumulateInceptionScore(nClasses, { count, splits }) : undefined;
  const kept = new Float32Array(Math.min(keep, count) * dimension);
  for (let from = 0; from < count; from += batchSize) {
    const size = Math.min(batchSize, count - from);
    // oxlint-disable-next-line no-await-in-loop -- one batch at a time is what bounds the memory
    const rows = await extractRows(source, extractor, { from, size }, probabilities);
    statistics.add(rows);
    const room = Math.max(0, kept.length - from * dimension);
    kept.set(rows.subarray(0, room), Math.min(from * dimension, kept.length));
    onProgress?.(from + size, count);
  }
  const found = probabilities?.finish();
  return {
    count,
    dimension,
    statistics: statistics.finish(),
    kept,
    ...(found && { inceptionScore: { ...found, splits } }),
    extractor: card,
    resize,
    dtype,
  };
}

interface Part {
  readonly from: number;
  readonly size: number;
}

/** The features of a batch; its probabilities go to their accumulator. All tensors are freed, also where it fails. */
async function extractRows(
  source: SampleSource,
  extractor: FeatureExtractor,
  { from, size }: Part,
  probabilities: InceptionScoreAccumulator | undefined,
): Promise<Float32Array> {
  const samples = await source.batch(from, size);
  let extracted: Extracted | undefined;
  try {
    checkShape("source.batch", samples.shape, [size, ...samples.shape.slice(1)]);
    extracted = extractor.extract(samples);
    checkShape("extractor.extract", extracted.features.shape, [size, extractor.dimension]);
    if (probabilities !== undefined) {
      checkShape("extractor.extract", extracted.probabilities?.shape ?? [], [size, extractor.nClasses]);
      probabilities.add((await extracted.probabilities?.data<"float32">()) ?? []);
    }
    return await extracted.features.data<"float32">();
  } finally {
    tf.dispose([samples, extracted?.features, extracted?.probabilities].filter((tensor) => tensor !== undefined));
  }
}

function checkShape(where: string, shape: readonly number[], expected: readonly number[]): void {
  if (shape.length !== expected.length || shape.some((length, axis) => length !== expected[axis])) {
    throw new ShapeError(`collectFeatures: ${where}`, `[${expected.join(", ")}]`, shape);
  }
}

function checkCounts({ count, splits, ...positive }: Readonly<Record<string, number>>): void {
  if (!(Number.isSafeInteger(count) && Number(count) >= 2)) {
    throw new RangeError(`collectFeatures: source.count must be an integer >= 2, received ${count}`);
  }
  for (const [name, value] of Object.entries({ ...positive, splits })) {
    if (!(Number.isSafeInteger(value) && Number(value) >= 1)) {
      throw new RangeError(`collectFeatures: ${name} must be an integer >= 1, received ${value}`);
    }
  }
}
