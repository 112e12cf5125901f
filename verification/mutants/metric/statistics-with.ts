import type { FeatureStatistics } from "@lipschitz-gan/metrics";
import * as metrics from "@lipschitz-gan/metrics";
import type { MetricSubject } from "@lipschitz-gan/verification";

/** Rows of features. */
export type FeatureRows = readonly (readonly number[])[];

/** How moments are computed; each part unless given is the right one. */
export interface WrongMoments {
  /** What is subtracted from all rows before their squares are summed, and added to the mean. */
  readonly shift?: (rows: FeatureRows) => readonly number[];
  /** What a covariance's sum is divided by. */
  readonly divisor?: (count: number) => number;
  /** The type of numbers in which everything is summed. */
  readonly round?: (x: number) => number;
}

/** Mean and covariance by shifted sums, `Σ xx' - Σx Σx' / n`. */
export function momentsOf(
  rows: FeatureRows,
  { shift = ([first = []]) => first, divisor = (count) => count - 1, round = (x) => x }: WrongMoments = {},
): FeatureStatistics {
  const point = shift(rows);
  const n = rows.length;
  const moved = rows.map((row) => row.map((x, j) => round(x - (point[j] ?? Number.NaN))));
  const columns = point.map((_, j) => moved.map((row) => row[j] ?? Number.NaN));
  const total = (terms: readonly number[]): number => terms.reduce((sum, x) => round(sum + round(x)), 0);
  const sums = columns.map(total);
  return {
    count: n,
    dimension: point.length,
    mean: Float64Array.from(sums.map((sum, j) => round((point[j] ?? Number.NaN) + round(sum / n)))),
    covariance: Float64Array.from(
      columns.flatMap((one, j) =>
        columns.map((other, k) => {
          const products = total(one.map((x, i) => x * (other[i] ?? Number.NaN)));
          const ofMeans = round(((sums[j] ?? Number.NaN) * (sums[k] ?? Number.NaN)) / n);
          return round(round(products - ofMeans) / divisor(n));
        }),
      ),
    ),
  };
}

/**
 * Metrics whose statistics are computed by a rule of one's own, from the batches as they came.
 *
 * @param compute - moments of all batches
 */
export function statisticsWith(compute: (batches: readonly FeatureRows[]) => FeatureStatistics): MetricSubject {
  return {
    ...metrics,
    accumulateStatistics: (dimension) => {
      const right = metrics.accumulateStatistics(dimension);
      const batches: FeatureRows[] = [];
      return {
        add: (features) => {
          right.add(features); // refuses what is to be refused
          batches.push(rowsOf(features, dimension));
        },
        finish: () => {
          right.finish();
          return compute(batches);
        },
      };
    },
  };
}

/** Features as rows. */
export function rowsOf(features: ArrayLike<number>, dimension: number): FeatureRows {
  const flat = Array.from(features);
  return Array.from({ length: flat.length / dimension }, (_, i) => flat.slice(i * dimension, (i + 1) * dimension));
}
