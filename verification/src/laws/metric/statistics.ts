import type { FeatureStatistics } from "@lipschitz-gan/metrics";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { countDifferent, u64 } from "../weights/rounding.ts";
import { exactMoments, type ExactMoments } from "./exact-moments.ts";
import { featuresOf, type RowsCase, rowsCase, rowsLabels, shuffledRows } from "./feature-rows.ts";
import type { MetricSubject } from "./subject.ts";

/**
 * Statistics of all rows at once, or cut into batches.
 *
 * @param subject - what is tested
 * @param features - row by row
 * @param dimension - columns
 * @param cuts - before which rows a batch ends, in any order
 */
export function statisticsOf(
  { accumulateStatistics }: Pick<MetricSubject, "accumulateStatistics">,
  features: Float64Array,
  dimension: number,
  cuts: readonly number[] = [],
): FeatureStatistics {
  const accumulator = accumulateStatistics(dimension);
  for (const batch of batchesOf(features, dimension, cuts)) accumulator.add(batch);
  return accumulator.finish();
}

/** Rows cut into batches, none of them empty. */
export function batchesOf(features: Float64Array, width: number, cuts: readonly number[]): readonly Float64Array[] {
  const count = features.length / width;
  const ends = [...new Set([...cuts.map((cut) => 1 + (cut % count)), count])].toSorted((a, b) => a - b);
  return ends.map((end, i) => features.slice((ends[i - 1] ?? 0) * width, end * width));
}

interface CutCase {
  readonly rows: RowsCase;
  readonly cuts: readonly number[];
}

const cutCase = fc.record({
  rows: rowsCase({ maxCount: 200, maxDimension: 4 }),
  cuts: fc.array(fc.nat(199), { maxLength: 8 }),
});

/** A batch size is no part of a protocol. */
export const batchesLeaveNoTrace: Law<MetricSubject> = defineLaw<MetricSubject, CutCase>({
  name: "statistics-batches",
  statement: "Mean and covariance of the same rows are the same bits, however the rows are cut into batches.",
  source: "a batch size is no part of a protocol; of a last batch that is not full, nothing may be lost",
  cases: cutCase,
  labels: ({ rows, cuts }) => [...rowsLabels(rows), `cuts: ${cuts.length === 0 ? "none" : "some"}`],
  measure: (subject, { rows, cuts }) => {
    const features = featuresOf(rows);
    const { dimension, count } = rows;
    const whole = statisticsOf(subject, features, dimension);
    const cut = statisticsOf(subject, features, dimension, cuts);
    const single = statisticsOf(subject, features, dimension, [...Array(count).keys()]);
    return [
      ...sameBits("in batches", whole, cut),
      ...sameBits("one by one", whole, single),
      { observed: Math.abs(whole.count - count), allowed: 0, what: "the count" },
    ];
  },
});

function sameBits(what: string, one: FeatureStatistics, other: FeatureStatistics): readonly Measurement[] {
  return [
    { observed: countDifferent(one.mean, other.mean), allowed: 0, what: `means of rows added ${what}` },
    {
      observed: countDifferent(one.covariance, other.covariance),
      allowed: 0,
      what: `covariances of rows added ${what}`,
    },
  ];
}

/**
 * By how much statistics in float64 may be off.
 *
 * Of rows shifted by a point among them, each entry is at most the column's range R; where the point is a computed mean,
 * `n u` times the largest entry M more: call it D. A sum of n products of two such, in any order, rounds by
 * `(n + 3) u n D D'`, the correction `Σ Σ' / n` by `(2 n + 4) u n D D'`; together, over `n - 1`, at most
 * `2 (3 n + 8) u D D'`. The mean is the point plus a mean of differences: `(n + 3) u D`, and two roundings of M.
 */
function entryErrors(count: number, { ranges, sizes }: ExactMoments): { mean: number[]; covariance: number[] } {
  const spans = ranges.map((range, j) => range + count * u64 * (sizes[j] ?? Number.NaN));
  return {
    mean: spans.map((span, j) => (count + 3) * u64 * span + 2 * u64 * (sizes[j] ?? Number.NaN)),
    covariance: spans.flatMap((one) => spans.map((other) => 2 * (3 * count + 8) * u64 * one * other)),
  };
}

function entrywise(
  what: string,
  found: ArrayLike<number>,
  exact: readonly number[],
  errors: readonly number[],
): readonly Measurement[] {
  const lengths = { observed: Math.abs(found.length - exact.length), allowed: 0, what: `the length of the ${what}` };
  return [
    lengths,
    ...exact.map((value, i) => ({
      observed: Math.abs((found[i] ?? Number.NaN) - value),
      allowed: (errors[i] ?? Number.NaN) + 3 * u64 * Math.abs(value), // of the exact value's own conversion
      what: `entry ${i} of the ${what}`,
    })),
  ];
}

/** Moments by whole numbers of any size know nothing of cancellation. */
export const exactStatistics: Law<MetricSubject> = defineLaw<MetricSubject, CutCase>({
  name: "statistics-exact",
  statement: "Mean and unbiased covariance are those of exact arithmetic, even far from the origin, in every order.",
  source: "definition, in whole numbers; Σ xx' − n m m' cancels all digits of features far from the origin",
  cases: cutCase,
  labels: ({ rows }) => rowsLabels(rows),
  measure: (subject, { rows, cuts }) => {
    const features = featuresOf(rows);
    const { dimension, count, seed } = rows;
    const exact = exactMoments(features, dimension);
    const errors = entryErrors(count, exact);
    const found = statisticsOf(subject, features, dimension, cuts);
    const shuffled = statisticsOf(subject, shuffledRows(features, dimension, seed), dimension);
    return [
      ...entrywise("mean", found.mean, exact.mean, errors.mean),
      ...entrywise("covariance", found.covariance, exact.covariance, errors.covariance),
      ...entrywise("mean in another order", shuffled.mean, exact.mean, errors.mean),
      ...entrywise("covariance in another order", shuffled.covariance, exact.covariance, errors.covariance),
    ];
  },
});
