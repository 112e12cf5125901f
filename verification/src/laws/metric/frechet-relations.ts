import type { FeatureStatistics } from "@lipschitz-gan/metrics";
import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { axesOf, integerGaussian, reflectedRow, turned } from "./gaussians.ts";
import { frechetError, roundingError, squaredDistance } from "./frechet-error.ts";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";
import type { MetricSubject } from "./subject.ts";
import { u64 } from "../weights/rounding.ts";

/** Two or three normal distributions with nothing in common. */
interface TripleCase {
  readonly dimension: number;
  readonly ranks: readonly [number, number, number];
  readonly seed: number;
}

const rank = fc.integer({ min: 1, max: 8 });

const tripleCase: fc.Arbitrary<TripleCase> = fc.record({
  dimension: fc.integer({ min: 1, max: 6 }),
  ranks: fc.tuple(rank, rank, rank),
  seed: fc.nat(1e6),
});

const labels = ({ dimension, ranks }: TripleCase): readonly string[] => [
  `rank: ${Math.min(...ranks) < dimension ? "deficient" : "as full as may be"}`,
];

function tripleOf({
  dimension,
  ranks,
  seed,
}: TripleCase): [a: FeatureStatistics, b: FeatureStatistics, c: FeatureStatistics] {
  return [
    integerGaussian(dimension, ranks[0], seed, "first"),
    integerGaussian(dimension, ranks[1], seed, "second"),
    integerGaussian(dimension, ranks[2], seed, "third"),
  ];
}

function shifted(moments: FeatureStatistics, by: ArrayLike<number>): FeatureStatistics {
  return { ...moments, mean: moments.mean.map((x, i) => x + (by[i] ?? Number.NaN)) };
}

/** What must not matter, and what is known of what does. */
export const frechetInvariances: Law<MetricSubject> = defineLaw<MetricSubject, TripleCase & { readonly power: number }>(
  {
    name: "frechet-invariances",
    statement:
      "FID is symmetric; it does not see a shift or a rotation of both; a shift t of one adds |μ + t − μ'|² − |μ − μ'|²; features times 2^k give 4^k, to the last bit.",
    source: "W₂ of normal distributions under isometries and scaling",
    cases: fc
      .tuple(tripleCase, fc.integer({ min: -30, max: 30 }))
      .map(([given, power]) => Object.assign({ power }, given)),
    labels,
    measure: ({ frechetDistance }, given) => {
      const { dimension, seed, power } = given;
      const [a, b, { mean: by }] = tripleOf(given);
      const turns = axesOf(createRng(seed).stream("turns"), dimension);
      const rotated = (of: FeatureStatistics): FeatureStatistics => ({
        ...of,
        mean: Float64Array.from(turns.reduce((row, axis) => reflectedRow(row, axis), [...of.mean])),
        covariance: turned(of.covariance, dimension, turns),
      });
      const scaled = (of: FeatureStatistics): FeatureStatistics => ({
        ...of,
        mean: of.mean.map((x) => x * 2 ** power),
        covariance: of.covariance.map((x) => x * 4 ** power),
      });
      const plain = frechetDistance(a, b);
      const error = frechetError(a, b);
      // Means are quarters, so that shifted ones are exact; turned ones are off by `6 (4 d + 16) u` of their length.
      const away = shifted(a, by);
      const added = squaredDistance(away.mean, b.mean) - squaredDistance(a.mean, b.mean);
      const ofMeans = 24 * (4 * dimension + 16) * u64 * (squaredDistance(a.mean, b.mean) + lengths(a, b));
      return [
        { observed: Math.abs(frechetDistance(b, a) - plain), allowed: 2 * error, what: "FID(Y, X) against FID(X, Y)" },
        {
          observed: Math.abs(frechetDistance(away, shifted(b, by)) - plain),
          allowed: 0,
          what: "FID of two distributions shifted alike",
        },
        {
          observed: Math.abs(frechetDistance(away, b) - plain - added),
          // The zero that a small negative sum is replaced by is nearer to the truth, and the truth alone is known.
          allowed: 2 * error + roundingError(away, b),
          what: "what a shift of one adds to FID",
        },
        {
          observed: Math.abs(frechetDistance(rotated(a), rotated(b)) - plain),
          allowed: error + frechetError(a, b, true) + ofMeans,
          what: "FID of two distributions rotated alike",
        },
        {
          observed: Math.abs(frechetDistance(scaled(a), scaled(b)) - plain * 4 ** power),
          allowed: 0,
          what: `FID of features times 2^${power}`,
        },
      ];
    },
  },
);

/** `|μ|² + |μ'|²`. */
function lengths(a: FeatureStatistics, b: FeatureStatistics): number {
  const zero = new Float64Array(a.dimension);
  return squaredDistance(a.mean, zero) + squaredDistance(b.mean, zero);
}

/** Features that have nothing to do with each other. */
export const independentBlocks: Law<MetricSubject> = defineLaw<MetricSubject, [TripleCase, TripleCase]>({
  name: "frechet-blocks",
  statement: "Of features in two independent groups, FID is the sum of the groups'.",
  source: "the root of a block diagonal matrix is block diagonal",
  cases: fc.tuple(tripleCase, tripleCase),
  labels: ([one, other]) => [...new Set([...labels(one), ...labels(other)])],
  measure: ({ frechetDistance }, [one, other]) => {
    const [a, b] = tripleOf(one);
    const [c, d] = tripleOf(other);
    const [left, right] = [together(a, c), together(b, d)];
    const found = frechetDistance(left, right);
    const expected = frechetDistance(a, b) + frechetDistance(c, d);
    return [
      {
        observed: Math.abs(found - expected),
        allowed: frechetError(left, right) + frechetError(a, b) + frechetError(c, d),
        what: "FID of both groups against the sum",
      },
    ];
  },
});

/** The distribution of independent groups of features. */
function together(a: FeatureStatistics, b: FeatureStatistics): FeatureStatistics {
  const dimension = a.dimension + b.dimension;
  const covariance = new Float64Array(dimension ** 2);
  for (const [of, start] of [
    [a, 0],
    [b, a.dimension],
  ] as const) {
    of.covariance.forEach((x, i) => {
      covariance[(start + Math.floor(i / of.dimension)) * dimension + start + (i % of.dimension)] = x;
    });
  }
  return { count: a.count, dimension, mean: Float64Array.from([...a.mean, ...b.mean]), covariance };
}

/** The distribution of the first features alone. */
function marginal(of: FeatureStatistics, size: number): FeatureStatistics {
  return {
    ...of,
    dimension: size,
    mean: of.mean.slice(0, size),
    covariance: of.covariance.filter((_, i) => i % of.dimension < size && i < size * of.dimension),
  };
}

/** FID is the square of a distance, W₂ between normal distributions. */
export const frechetMetric: Law<MetricSubject> = defineLaw<MetricSubject, TripleCase>({
  name: "frechet-metric",
  statement:
    "√FID meets the triangle inequality, no feature left out makes FID larger, and FID ≥ |μ − μ'|² + Σ (√λ − √λ')² of sorted eigenvalues.",
  source: "Villani (2009), theorem 6.9 (W₂); a projection is 1-Lipschitz; von Neumann's trace inequality for √Σ √Σ'",
  cases: tripleCase,
  labels,
  measure: ({ frechetDistance }, given) => {
    const [a, b, c] = tripleOf(given);
    const [ab, bc, ac] = [frechetDistance(a, b), frechetDistance(b, c), frechetDistance(a, c)];
    const errors = [frechetError(a, b), frechetError(b, c), frechetError(a, c)] as const;
    const sorted = [a, b].map(({ covariance, dimension }) =>
      symmetricEigenvalues(covariance, dimension).map((value) => Math.sqrt(Math.max(0, value))),
    );
    const lower = squaredDistance(a.mean, b.mean) + squaredDistance(sorted[0] ?? [], sorted[1] ?? []);
    const size = Math.max(1, given.dimension - 1);
    const [one, other] = [marginal(a, size), marginal(b, size)];
    const direct = Math.sqrt(Math.max(0, ac - errors[2])); // at most the true distance, as the way round is at least
    const round = Math.sqrt(ab + errors[0]) + Math.sqrt(bc + errors[1]);
    return [
      {
        observed: direct - round,
        allowed: 4 * u64 * round, // three roots and a sum
        what: "the way from X to Z, longer than by Y",
      },
      {
        observed: frechetDistance(one, other) - ab,
        allowed: errors[0] + frechetError(one, other),
        what: "FID of all features but the last, above FID of all",
      },
      { observed: lower - ab, allowed: errors[0] * 2, what: "the bound by sorted eigenvalues, above FID" },
    ];
  },
});
