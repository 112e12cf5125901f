import { frechetDistance } from "../frechet-distance.ts";
import { kernelDistance } from "../kernel-distance.ts";
import type { LinearAlgebra } from "../linear-algebra/linear-algebra.ts";
import { neighbourScores } from "../neighbours/neighbour-scores.ts";
import type { Protocol } from "../score/protocol.ts";
import type { Score } from "../score/score.ts";
import type { FeatureSet } from "./feature-set.ts";
import { type MetricName, metricNames } from "./metric-name.ts";

/** Options of {@link scoresOf}. */
export interface ScoresOptions {
  /** Which metrics; all that the features allow when left out. */
  readonly metrics?: readonly MetricName[];
  /** Name of the data set of the real samples. */
  readonly dataset: string;
  /** The split that they are from. */
  readonly split: "train" | "test";
  /** Seed that both sets of samples were drawn with, and that the subsets of the kernel distance are; default 0. */
  readonly seed?: number;
  /** Subsets of the kernel distance; default 100. */
  readonly kernelSubsets?: number;
  /** Samples of each set in a subset; default 1000, or as many as are kept of the smaller set. */
  readonly kernelSubsetSize?: number;
  /** To which nearest other sample a ball of precision and recall reaches; default 3. */
  readonly manifoldNeighbours?: number;
  /** To which nearest other real sample a ball of density and coverage reaches; default 5. */
  readonly ballNeighbours?: number;
  /** What computes the Fréchet distance; plain TypeScript when left out. */
  readonly linearAlgebra?: LinearAlgebra;
}

/**
 * Scores of generated samples against real ones, each with its complete protocol.
 *
 * Distances between samples (`kid` and the four of neighbours) use the rows that are kept of each set, and their protocol
 * counts these; `is` and `fid` use all samples.
 *
 * @param real - features of the real samples
 * @param fake - features of the generated samples, by the same extractor
 * @param options - which metrics, what the samples are, parameters of the metrics
 * @returns a score for each metric, in the order IS, FID, KID, precision, recall, density, coverage
 * @throws RangeError if the two sets are not from the same extractor, if `is` is asked for and there were no probabilities,
 *   or if there are too few samples for a metric
 *
 * @example
 * ```ts
 * import { collectFeatures, pointsExtractor, scoresOf } from "@lipschitz-gan/metrics";
 * import * as tf from "@tensorflow/tfjs-core";
 *
 * const corners = (side: number) => ({
 *   count: 4,
 *   batch: (from: number, size: number) => tf.tensor2d([[0, 0], [side, 0], [0, side], [side, side]].slice(from, from + size)),
 * });
 * const [real, fake] = [await collectFeatures(corners(2), pointsExtractor(2)), await collectFeatures(corners(2), pointsExtractor(2))];
 * const [fid] = scoresOf(real, fake, { metrics: ["fid"], dataset: "corners", split: "train" });
 * fid?.name; // => "FID-points"
 * fid?.value; // => ~0
 * fid?.protocol.nReal; // => 4
 * ```
 * @see Lucic et al. (2018), Are GANs Created Equal? A Large-Scale Study, section 5: scores depend on sample sizes and settings, https://arxiv.org/abs/1711.10337
 */
export function scoresOf(real: FeatureSet, fake: FeatureSet, options: ScoresOptions): readonly Score[] {
  checkSameExtractor(real, fake);
  const { metrics = metricNames.filter((name) => name !== "is" || fake.inceptionScore !== undefined) } = options;
  const asked = new Set(metrics);
  return [
    ...(asked.has("is") ? [inceptionScoreOf(real, fake, options)] : []),
    ...(asked.has("fid") ? [frechetDistanceOf(real, fake, options)] : []),
    ...(asked.has("kid") ? [kernelDistanceOf(real, fake, options)] : []),
    ...neighbourScoresOf(real, fake, options, asked),
  ];
}

function checkSameExtractor(real: FeatureSet, fake: FeatureSet): void {
  const [a, b] = [describeExtractor(real), describeExtractor(fake)];
  if (a !== b) throw new RangeError(`scoresOf: both sets must be from the same extractor, received ${a} and ${b}`);
}

function describeExtractor({ extractor, resize, dtype, dimension }: FeatureSet): string {
  const { name, sha256, accuracy } = extractor;
  return JSON.stringify({ name, sha256, accuracy, resize, dtype, dimension });
}

// Of one split or one subset there is no deviation: ± 0 would claim a certainty that nobody has measured.

/** What only one metric has in its protocol: its parameters, and which of the samples it used. */
type Own = Pick<Protocol, "parameters"> & Partial<Pick<Protocol, "nReal" | "split" | "nFake">>;

function scoreOf(
  title: string,
  { value, std }: { value: number; std?: number },
  own: Own,
  real: FeatureSet,
  fake: FeatureSet,
  { dataset, split, seed = 0 }: ScoresOptions,
): Score {
  const { extractor, resize, dtype } = fake;
  const protocol = { dataset, nReal: real.count, split, nFake: fake.count, seed, resize, dtype, extractor, ...own };
  return { name: `${title}-${extractor.name}`, value, ...(std !== undefined && { std }), protocol };
}

function inceptionScoreOf(real: FeatureSet, fake: FeatureSet, options: ScoresOptions): Score {
  if (fake.inceptionScore === undefined) {
    throw new RangeError(
      `scoresOf: is needs an extractor with probabilities of classes, received ${fake.extractor.name}`,
    );
  }
  const { splits, value, std } = fake.inceptionScore;
  return scoreOf(
    "IS",
    { value, ...(splits > 1 && { std }) },
    { nReal: 0, split: "none", parameters: { splits } },
    real,
    fake,
    options,
  );
}

function frechetDistanceOf(real: FeatureSet, fake: FeatureSet, options: ScoresOptions): Score {
  const { linearAlgebra } = options;
  const value = frechetDistance(real.statistics, fake.statistics, { ...(linearAlgebra && { linearAlgebra }) });
  return scoreOf("FID", { value }, { parameters: {} }, real, fake, options);
}

/** How many rows there are to compare one by one. */
function keptOf({ kept, dimension }: FeatureSet): number {
  return kept.length / dimension;
}

function kernelDistanceOf(real: FeatureSet, fake: FeatureSet, options: ScoresOptions): Score {
  const { kernelSubsets, kernelSubsetSize, seed } = options;
  const { subsets, subsetSize, value, std } = kernelDistance(real.kept, fake.kept, fake.dimension, {
    ...(kernelSubsets !== undefined && { subsets: kernelSubsets }),
    ...(kernelSubsetSize !== undefined && { subsetSize: kernelSubsetSize }),
    ...(seed !== undefined && { seed }),
  });
  const own = { nReal: keptOf(real), nFake: keptOf(fake), parameters: { subsets, subsetSize, degree: 3 } };
  return scoreOf("KID", { value, ...(subsets > 1 && { std }) }, own, real, fake, options);
}

const ofManifolds = ["precision", "recall"] as const;
const ofBalls = ["density", "coverage"] as const;

function neighbourScoresOf(
  real: FeatureSet,
  fake: FeatureSet,
  options: ScoresOptions,
  asked: ReadonlySet<MetricName>,
): readonly Score[] {
  if (![...ofManifolds, ...ofBalls].some((name) => asked.has(name))) return [];
  const { manifoldNeighbours = 3, ballNeighbours = 5 } = options;
  const found = neighbourScores(real.kept, fake.kept, fake.dimension, { manifoldNeighbours, ballNeighbours });
  const counts = { nReal: keptOf(real), nFake: keptOf(fake) };
  const score = (name: keyof typeof found, neighbours: number): Score =>
    scoreOf(name, { value: found[name] }, { ...counts, parameters: { neighbours } }, real, fake, options);
  return [
    ...ofManifolds.filter((name) => asked.has(name)).map((name) => score(name, manifoldNeighbours)),
    ...ofBalls.filter((name) => asked.has(name)).map((name) => score(name, ballNeighbours)),
  ];
}
