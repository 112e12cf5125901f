import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { featuresOf } from "./feature-rows.ts";
import { integerGaussian } from "./gaussians.ts";
import type { MetricSubject } from "./subject.ts";

/** Where a number is bad, and which. */
interface BadCase {
  readonly row: number;
  readonly feature: number;
  readonly bad: number;
  readonly seed: number;
}

const [COUNT, DIMENSION] = [9, 4];

/** Features with one bad number. */
function spoiled({ row, feature, bad, seed }: BadCase): Float64Array {
  const features = featuresOf({ count: COUNT, dimension: DIMENSION, kind: "normal", seed });
  features[row * DIMENSION + feature] = bad;
  return features;
}

/** Generators fail by NaN, and a mean of NaN is the least that should come of it. */
export const badFeatures: Law<MetricSubject> = defineLaw<MetricSubject, BadCase>({
  name: "refuses-bad-features",
  statement: "Every metric of features refuses NaN and infinities by a RangeError that names the row and the feature.",
  source: "a comparison with NaN is false, so that counts of neighbours would go on without a word",
  share: 0.3,
  cases: fc.record({
    row: fc.integer({ min: 0, max: COUNT - 1 }),
    feature: fc.integer({ min: 0, max: DIMENSION - 1 }),
    bad: fc.constantFrom(Number.NaN, Infinity, -Infinity),
    seed: fc.nat(1e6),
  }),
  labels: ({ bad }) => [`bad: ${bad}`],
  measure: (subject, given) => {
    const bad = spoiled(given);
    const good = featuresOf({ count: COUNT, dimension: DIMENSION, kind: "normal", seed: given.seed }, "good");
    const calls: readonly (readonly [what: string, call: () => unknown])[] = [
      ["accumulateStatistics", () => subject.accumulateStatistics(DIMENSION).add(bad)],
      ...(["kernelDistance", "precisionRecall", "densityCoverage"] as const).flatMap(
        (name): readonly (readonly [string, () => unknown])[] => [
          [`${name}, real`, () => subject[name](bad, good, DIMENSION)],
          [`${name}, fake`, () => subject[name](good, bad, DIMENSION)],
        ],
      ),
    ];
    const named = [given.row, given.feature].map((index) => new RegExp(`\\b${index}\\b`));
    return calls.map(([what, call]) => refused(what, call, (message) => named.every((index) => index.test(message))));
  },
});

/** One refusal, of a RangeError or ShapeError with a fitting message. */
function refused(what: string, call: () => unknown, fits: (message: string) => boolean = () => true): Measurement {
  const error = errorOf(call);
  const isRefusal = error instanceof RangeError || (error instanceof Error && error.name === "ShapeError");
  return {
    observed: isRefusal && fits(error.message) ? 0 : 1,
    allowed: 0,
    what: `${what}: refusal (${error instanceof Error ? error.message : "none"})`,
  };
}

function errorOf(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** What has no score. */
export const badInput: Law<MetricSubject> = defineLaw<MetricSubject, BadCase>({
  name: "refuses-bad-input",
  statement:
    "One sample has no covariance, k samples no k-th neighbour; rows that are no probabilities, rows that are missing or in parts, and statistics or spectra with NaN have no score.",
  source: "0/0 and NaN would come out as a number or pass through a comparison",
  share: 0.3,
  cases: fc.record({
    row: fc.integer({ min: 0, max: COUNT - 1 }),
    feature: fc.integer({ min: 0, max: DIMENSION - 1 }),
    bad: fc.constantFrom(Number.NaN, Infinity, -Infinity),
    seed: fc.nat(1e6),
  }),
  measure: (subject, { feature, bad, seed }) => {
    const good = featuresOf({ count: COUNT, dimension: DIMENSION, kind: "normal", seed });
    const one = good.slice(0, DIMENSION);
    const part = good.slice(0, 2 * DIMENSION + 1);
    const neighbours = COUNT;
    const moments = integerGaussian(DIMENSION, DIMENSION, seed, "moments");
    const broken = { ...moments, mean: moments.mean.map((x, i) => (i === feature ? bad : x)) };
    const twisted = { ...moments, covariance: moments.covariance.map((x, i) => (i === feature ? bad : x)) };
    const smaller = integerGaussian(DIMENSION - 1, DIMENSION, seed, "smaller");
    const even = Array.from({ length: 2 * DIMENSION }, () => 1 / DIMENSION);
    const rowsWith = (x: number): number[] => even.map((p, i) => (i === feature ? x : p));
    const finishOf = (features: Float64Array): (() => unknown) => {
      const accumulator = subject.accumulateStatistics(DIMENSION);
      accumulator.add(features);
      return () => accumulator.finish();
    };
    const early = subject.accumulateInceptionScore(DIMENSION, { count: 3, splits: 1 });
    early.add(even);
    return [
      refused("statistics of one sample", finishOf(one)),
      refused("statistics of part of a row", () => subject.accumulateStatistics(DIMENSION).add(part)),
      refused("FID with a bad mean", () => subject.frechetDistance(moments, broken)),
      refused("FID with a bad covariance", () => subject.frechetDistance(twisted, moments)),
      refused("FID of different dimensions", () => subject.frechetDistance(moments, smaller)),
      refused("KID of one sample", () => subject.kernelDistance(one, good, DIMENSION)),
      refused("KID of part of a row", () => subject.kernelDistance(good, part, DIMENSION)),
      refused("precision without a k-th neighbour", () =>
        subject.precisionRecall(good, good, DIMENSION, { neighbours }),
      ),
      refused("density without a k-th neighbour", () => subject.densityCoverage(good, good, DIMENSION, { neighbours })),
      refused("precision of part of a row", () => subject.precisionRecall(part, good, DIMENSION, { neighbours: 1 })),
      ...[bad, -0.25, 0.9].map((x) =>
        refused(`IS of a row with ${x}`, () => subject.inceptionScore(rowsWith(x), DIMENSION, { splits: 1 })),
      ),
      refused("IS with fewer rows than splits", () => subject.inceptionScore(even, DIMENSION, { splits: 3 })),
      refused("IS of fewer rows than were announced", () => early.finish()),
      refused("singular values with a bad entry", () => subject.singularValues([1, bad], 1, 2)),
      refused("an effective rank of a bad spectrum", () => subject.effectiveRank([1, bad])),
      refused("an effective rank of a negative value", () => subject.effectiveRank([1, -1])),
    ];
  },
});
