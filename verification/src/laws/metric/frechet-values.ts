import type { FeatureStatistics } from "@lipschitz-gan/metrics";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { frechetError, roundingError, squaredDistance, traceOf } from "./frechet-error.ts";
import { type GaussiansCase, gaussiansCase, gaussiansLabels, gaussiansOf, integerGaussian } from "./gaussians.ts";
import { statisticsOf } from "./statistics.ts";
import type { MetricSubject } from "./subject.ts";

/** `Σ (√λ - √λ')²`, without the cancellation of `λ + λ' - 2 √(λλ')`. */
function commuting(one: readonly number[], other: readonly number[]): number {
  return squaredDistance(one.map(Math.sqrt), other.map(Math.sqrt));
}

/** Where both covariances have the same eigenvectors, the distance is that of their square roots. */
export const commutingCovariances: Law<MetricSubject> = defineLaw<MetricSubject, GaussiansCase>({
  name: "frechet-commuting",
  statement:
    "Of covariances with common eigenvectors, FID = |μ − μ'|² + Σ (√λ − √λ')², of any rank, in one dimension, too.",
  source: "Dowson & Landau (1982), eq. 4; the square root of the product of commuting matrices",
  cases: gaussiansCase(7),
  labels: gaussiansLabels,
  measure: ({ frechetDistance }, given) => {
    const { a, b, eigenvalues } = gaussiansOf(given);
    const expected = squaredDistance(a.mean, b.mean) + commuting(...eigenvalues);
    const allowed = given.basis === "axes" ? roundingError(a, b) : frechetError(a, b, true);
    return [{ observed: Math.abs(frechetDistance(a, b) - expected), allowed, what: "FID against the closed form" }];
  },
});

interface MapCase {
  readonly dimension: number;
  /** Columns of the first covariance's factor; its rank if the dimension is not less. */
  readonly rank: number;
  readonly seed: number;
}

const mapCase: fc.Arbitrary<MapCase> = fc.integer({ min: 1, max: 6 }).chain((dimension) =>
  fc.record({
    dimension: fc.constant(dimension),
    rank: fc.integer({ min: 1, max: dimension + 2 }),
    seed: fc.nat(1e6),
  }),
);

const mapLabels = ({ dimension, rank }: MapCase): readonly string[] => [
  `rank: ${rank < dimension ? "deficient" : "as full as may be"}`,
];

/** `M N` of square matrices, row by row. */
function product(m: ArrayLike<number>, n: ArrayLike<number>, d: number): Float64Array {
  return Float64Array.from({ length: d * d }, (_, at) => {
    const [i, j] = [Math.floor(at / d), at % d];
    let sum = 0;
    for (let k = 0; k < d; k++) sum += (m[i * d + k] ?? Number.NaN) * (n[k * d + j] ?? Number.NaN);
    return sum;
  });
}

/**
 * A closed form without common eigenvectors. With `Σ' = T Σ T` for a symmetric `T >= 0`, `√Σ Σ' √Σ = (√Σ T √Σ)²`, so that
 * the root is `√Σ T √Σ`, of trace `tr T Σ`: `x ↦ T x` is the optimal map. In whole numbers all of it is exact.
 */
export const optimalMap: Law<MetricSubject> = defineLaw<MetricSubject, MapCase>({
  name: "frechet-optimal-map",
  statement: "If T ≥ 0 takes one normal distribution to the other, FID = |μ − μ'|² + tr (I − T) Σ (I − T).",
  source: "Knott & Smith (1984), On the optimal mapping of distributions; derivation in the source of the law",
  cases: mapCase,
  labels: mapLabels,
  measure: ({ frechetDistance }, { dimension, rank, seed }) => {
    const a = integerGaussian(dimension, rank, seed, "first");
    const map = integerGaussian(dimension, dimension, seed, "map").covariance;
    const target = integerGaussian(dimension, 1, seed, "second");
    const b: FeatureStatistics = {
      ...target,
      covariance: product(product(map, a.covariance, dimension), map, dimension),
    };
    const rest = map.map((x, i) => (i % (dimension + 1) === 0 ? 1 : 0) - x);
    const transported = product(product(rest, a.covariance, dimension), rest, dimension);
    const expected = squaredDistance(a.mean, b.mean) + traceOf({ ...b, covariance: transported });
    return [
      {
        observed: Math.abs(frechetDistance(a, b) - expected),
        allowed: frechetError(a, b),
        what: "FID against the cost of the optimal map",
      },
      {
        observed: Math.abs(frechetDistance(b, a) - expected),
        allowed: frechetError(a, b),
        what: "the same with the distributions exchanged",
      },
    ];
  },
});

interface FewCase {
  /** Standard deviations, before the count: one for each coordinate, 0 where samples do not reach. */
  readonly one: readonly number[];
  readonly other: readonly number[];
  readonly shift: number;
}

const quarters = fc.integer({ min: 0, max: 12 }).map((n) => n / 4);

/**
 * Samples `± a_j e_j`, whose mean is 0 and whose covariance is diagonal with `2 a_j² / (n - 1)`. With every other `a_j = 0`,
 * which leaves its pair out, there are fewer samples than dimensions.
 */
function crossOf(sizes: readonly number[], shift: number): Float64Array {
  const dimension = sizes.length;
  const pairs = sizes.flatMap((size, j) => (size === 0 ? [] : [[j, size] as const, [j, -size] as const]));
  const rows = pairs.length === 0 ? [[0, 0] as const, [0, 0] as const] : pairs;
  return Float64Array.from(
    rows.flatMap(([j, x]) => Array.from({ length: dimension }, (_, k) => (k === j ? x : 0) + shift)),
  );
}

/** From samples to the distance, where it is known. */
export const fewSamples: Law<MetricSubject> = defineLaw<MetricSubject, FewCase>({
  name: "frechet-few-samples",
  statement:
    "From samples to FID: finite and right with fewer samples than dimensions, and with different numbers of them.",
  source: "closed form of samples ± aⱼ eⱼ, covariance divided by n − 1 on both sides",
  cases: fc
    .array(fc.tuple(fc.oneof(fc.constant(0), quarters), fc.oneof(fc.constant(0), quarters)), {
      minLength: 1,
      maxLength: 9,
    })
    .chain((pairs) =>
      fc.record({
        one: fc.constant(pairs.map(([x]) => x)),
        other: fc.constant(pairs.map(([, x]) => x)),
        shift: fc.integer({ min: -8, max: 8 }),
      }),
    ),
  labels: ({ one }) => [
    `samples: ${2 * one.filter((x) => x > 0).length <= one.length ? "no more than" : "more than"} dimensions`,
  ],
  measure: (subject, { one, other, shift }) => {
    const dimension = one.length;
    const a = statisticsOf(subject, crossOf(one, 0), dimension);
    const b = statisticsOf(subject, crossOf(other, shift), dimension);
    const [lambda, mu] = [one, other].map((sizes) => {
      const n = Math.max(2, 2 * sizes.filter((size) => size > 0).length);
      return sizes.map((size) => (2 * size ** 2) / (n - 1));
    });
    const expected = dimension * shift ** 2 + commuting(lambda ?? [], mu ?? []);
    // Sums and means are exact, so that the covariances are diagonal and have rounded once.
    return [
      {
        observed: Math.abs(subject.frechetDistance(a, b) - expected),
        allowed: roundingError(a, b),
        what: "FID of the samples",
      },
    ];
  },
});

/** Where both covariances have the same factor, rounding is all that is left. */
export const distanceToItself: Law<MetricSubject> = defineLaw<MetricSubject, MapCase>({
  name: "frechet-itself",
  statement:
    "FID of a distribution and itself is 0, from itself moved by t it is |t|², and from itself twice as wide tr Σ, but for d² roundings; no FID is below 0.",
  source: "a root of the product instead of its symmetric form leaves √u, and sums that cancel fall below 0",
  cases: mapCase,
  labels: mapLabels,
  measure: ({ frechetDistance }, { dimension, rank, seed }): readonly Measurement[] => {
    // Whole numbers: a covariance that rounding had made indefinite would have no factor.
    const a = integerGaussian(dimension, rank, seed, "first");
    const b = integerGaussian(dimension, dimension, seed, "second");
    const moved = { ...a, mean: a.mean.map((x, i) => x + i + 1) };
    const wide = { ...a, covariance: a.covariance.map((x) => 4 * x) };
    const found = frechetDistance(a, a);
    // `F = tr LᵀL` is the trace up to what the factor left out, whatever is near to zero.
    return [
      { observed: found, allowed: 2 * roundingError(a, a), what: "FID(X, X)" },
      { observed: -found, allowed: 0, what: "FID(X, X), below zero" },
      { observed: -frechetDistance(a, b), allowed: 0, what: "FID(X, Y), below zero" },
      {
        observed: Math.abs(frechetDistance(a, moved) - squaredDistance(a.mean, moved.mean)),
        allowed: 2 * roundingError(a, moved),
        what: "FID(X, X + t)",
      },
      {
        observed: Math.abs(frechetDistance(a, wide) - traceOf(a)),
        allowed: 2 * roundingError(a, wide),
        what: "FID of a distribution and one twice as wide",
      },
    ];
  },
});
