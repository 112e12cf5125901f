import type { Dataset, Mixture } from "@lipschitz-gan/data";
import {
  collectFeatures,
  type FeatureExtractor,
  type FeatureSet,
  type LinearAlgebra,
  type MetricName,
  type SampleSource,
  type Score,
  scoresOf,
} from "@lipschitz-gan/metrics";
import { datasetSource } from "./dataset-source.ts";
import type { EvaluationMetric } from "./evaluation-metrics.ts";
import { modeScores } from "./mode-scores.ts";

/** Hears of the parts of an evaluation; see `evaluateProgress`. */
export type OnPart = (name: string) => (done: number, total: number) => void;

/** What samples are evaluated against, and how. */
export interface SampleEvaluatorOptions {
  /** The real samples. */
  readonly data: Dataset;
  /** The split that they are from. */
  readonly split: "train" | "test";
  /** Turns samples into features; left alone. */
  readonly extractor: FeatureExtractor;
  /** Which metrics, all of them possible with the extractor. */
  readonly metrics: readonly EvaluationMetric[];
  /** How many real samples; of a finite data set at most its size. */
  readonly samples: number;
  /** Seed of their choice, and of the subsets of the kernel distance. */
  readonly seed: number;
  /** Samples that go through the extractor at a time. */
  readonly batchSize?: number;
  /** Subsets of the kernel distance, where not those of the metric's own protocol. */
  readonly kernelSubsets?: number;
  /** Samples in each of them. */
  readonly kernelSubsetSize?: number;
  /** What computes the Fréchet distance. */
  readonly linearAlgebra?: LinearAlgebra;
  /** Hears of the parts. */
  readonly onPart?: OnPart;
}

/** Evaluates samples against real ones, whose features it has. */
export interface SampleEvaluator {
  /**
   * Scores of samples.
   *
   * @param source - the samples
   * @param name - what they are, for progress
   */
  score(source: SampleSource, name: string): Promise<readonly Score[]>;
}

/**
 * Computes the features of the real samples, once for all sets that are to be scored against them.
 *
 * @param options - real samples, extractor, metrics
 * @throws RangeError if a feature is not finite
 */
export async function sampleEvaluator(options: SampleEvaluatorOptions): Promise<SampleEvaluator> {
  const { data, split, extractor, metrics, samples, seed, batchSize, onPart = () => () => {} } = options;
  const collect = (source: SampleSource, name: string): Promise<FeatureSet> =>
    collectFeatures(source, extractor, {
      ...(batchSize !== undefined && { batchSize }),
      onProgress: onPart(`features of ${source.count} ${name} samples`),
    });
  const real = await collect(datasetSource(data, { count: samples, seed }), "real");
  const { kernelSubsets, kernelSubsetSize, linearAlgebra } = options;
  const settings = {
    dataset: data.name,
    split,
    seed,
    ...(kernelSubsets !== undefined && { kernelSubsets }),
    ...(kernelSubsetSize !== undefined && { kernelSubsetSize }),
    ...(linearAlgebra !== undefined && { linearAlgebra }),
  };
  // What takes long stands alone, so that progress is told; the four of neighbours share their distances.
  const groups = [metrics.filter(isOfMoments), metrics.filter(isOfKernel), metrics.filter(isOfNeighbours)];
  return {
    score: async (source, name) => {
      const fake = await collect(source, name);
      const told = onPart(`scores of ${source.count} ${name} samples`);
      told(0, groups.length);
      const modes = isMixture(data) ? modeScores(data, fake, { metrics, seed }) : [];
      const others = groups.flatMap((group, i) => {
        const scores = group.length === 0 ? [] : scoresOf(real, fake, { ...settings, metrics: group });
        told(i + 1, groups.length);
        return scores;
      });
      return [...modes, ...others];
    },
  };
}

function isOfMoments(metric: EvaluationMetric): metric is MetricName {
  return metric === "is" || metric === "fid";
}

function isOfKernel(metric: EvaluationMetric): metric is MetricName {
  return metric === "kid";
}

function isOfNeighbours(metric: EvaluationMetric): metric is MetricName {
  return metric === "precision" || metric === "recall" || metric === "density" || metric === "coverage";
}

function isMixture(data: Dataset): data is Mixture {
  return "centers" in data;
}
