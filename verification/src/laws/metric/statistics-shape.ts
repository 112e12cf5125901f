import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { countDifferent, u64 } from "../weights/rounding.ts";
import { featuresOf, type RowsCase, rowsCase, rowsLabels } from "./feature-rows.ts";
import { statisticsOf } from "./statistics.ts";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";
import type { MetricSubject } from "./subject.ts";

/** What makes a matrix the covariance of something. */
export const covarianceShape: Law<MetricSubject> = defineLaw<MetricSubject, { rows: RowsCase; power: number }>({
  name: "statistics-shape",
  statement:
    "A covariance is symmetric, and has no negative eigenvalue but for rounding; features in another unit, 2^k, give 2^k the mean and 4^k the covariance, to the last bit.",
  source: "vᵀ Σ v = Var(v·x); a power of two rounds nothing",
  cases: fc.record({ rows: rowsCase({ maxCount: 80, maxDimension: 8 }), power: fc.integer({ min: -40, max: 40 }) }),
  labels: ({ rows }) => rowsLabels(rows),
  measure: (subject, { rows, power }) => {
    const features = featuresOf(rows);
    const { dimension, count } = rows;
    const { mean, covariance } = statisticsOf(subject, features, dimension);
    const transposed = covariance.map(
      (_, i) => covariance[(i % dimension) * dimension + Math.floor(i / dimension)] ?? Number.NaN,
    );
    const other = statisticsOf(
      subject,
      features.map((x) => x * 2 ** power),
      dimension,
    );
    const values = symmetricEigenvalues(covariance, dimension);
    const trace = covariance.reduce((sum, x, i) => (i % (dimension + 1) === 0 ? sum + x : sum), 0);
    const size = Math.max(...features.map(Math.abs));
    // The trace bounds every entry that the decomposition meets; the rest is what the entries may be off by, `d` times.
    const allowed =
      (8 * dimension + 6 * count + 16) * dimension * u64 * trace + dimension * (count * u64 * size) ** 2 * 16;
    return [
      {
        observed: countDifferent(covariance, transposed),
        allowed: 0,
        what: "entries that differ from their mirror image",
      },
      { observed: -(values[0] ?? Number.NaN), allowed, what: "the smallest eigenvalue, below zero" },
      {
        observed: countDifferent(
          other.mean,
          mean.map((x) => x * 2 ** power),
        ),
        allowed: 0,
        what: `the mean of features times 2^${power}`,
      },
      {
        observed: countDifferent(
          other.covariance,
          covariance.map((x) => x * 4 ** power),
        ),
        allowed: 0,
        what: `the covariance of features times 2^${power}`,
      },
    ];
  },
});
