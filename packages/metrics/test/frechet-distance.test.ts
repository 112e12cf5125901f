import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "@lipschitz-gan/core";
import { accumulateStatistics, type FeatureStatistics, frechetDistance } from "@lipschitz-gan/metrics";
import { featureRowsPair } from "./support/feature-rows.ts";
import { jacobiSingularValues } from "./support/jacobi-singular-values.ts";
import { hasMpmath, readGolden, rerunGolden } from "./support/python-golden.ts";

/** Unit roundoff of float64. */
const u = 2 ** -53;

const statisticsOf = (features: readonly number[], dimension: number): FeatureStatistics => {
  const accumulator = accumulateStatistics(dimension);
  accumulator.add(features);
  return accumulator.finish();
};

/** Statistics with this mean and covariance, as if of many samples. */
const normal = (mean: readonly number[], covariance: readonly number[]): FeatureStatistics => ({
  count: 1000,
  dimension: mean.length,
  mean: Float64Array.from(mean),
  covariance: Float64Array.from(covariance),
});

const diagonal = (variances: readonly number[]): number[] =>
  variances.flatMap((variance, i) => variances.map((_, j) => (i === j ? variance : 0)));

const trace = ({ covariance, dimension }: FeatureStatistics): number =>
  covariance.reduce((sum, value, at) => (at % (dimension + 1) === 0 ? sum + value : sum), 0);

/**
 * Rounding of the last trace where the factors are exact: singular values, `12 d (d + 13) u`, and the product they are of,
 * d u, both times the root of the traces and, as d values are summed, √d.
 */
const ofTheTrace = (a: FeatureStatistics, b: FeatureStatistics): number =>
  2 * (12 * a.dimension + 1) * (a.dimension + 13) * Math.sqrt(a.dimension) * u * Math.sqrt(trace(a) * trace(b));

/**
 * How far correlations are from exact ones: leaving out what is small and factoring, `(2 d + 80) u`, and accumulating,
 * `4 (64 + count / 63) u (1 + z)²` with z <= 4 for how many standard deviations the first row lies from the mean.
 */
const ofCorrelations = (d: number): number => (2 * d + 80 + 4 * 66 * 25) * u;

/**
 * Of well-conditioned covariances. With `|Eᵢⱼ| <= ε √(Σᵢᵢ Σⱼⱼ)` the sum of E's singular values is at most `√d ε tr Σ`, and the
 * distance's derivatives have the given norm; twice that for what is not linear.
 */
const conditioned = (a: FeatureStatistics, b: FeatureStatistics, sensitivity: number): number =>
  2 * sensitivity * Math.sqrt(a.dimension) * ofCorrelations(a.dimension) * (trace(a) + trace(b)) + ofTheTrace(a, b);

/** Of any covariances, by the docstring's bound for a change of one, twice. */
const unconditioned = (a: FeatureStatistics, b: FeatureStatistics): number => {
  const epsilon = Math.sqrt(a.dimension) * ofCorrelations(a.dimension);
  return epsilon * (trace(a) + trace(b)) + 6 * Math.sqrt(epsilon * trace(a) * trace(b)) + ofTheTrace(a, b);
};

/** Of the means' distance: each mean is off by a rounding of itself and 65 of the largest deviation from the first row. */
function ofMeans(a: FeatureStatistics, b: FeatureStatistics, spread: number): number {
  const distance = Math.hypot(...a.mean.map((value, j) => value - (b.mean[j] ?? NaN)));
  const off =
    2 * Math.sqrt(a.dimension) * u * (Math.max(...a.mean.map(Math.abs), ...b.mean.map(Math.abs)) + 65 * spread);
  return 2 * distance * off + off * off + (a.dimension + 4) * u * distance * distance;
}

interface Golden {
  readonly unit: number;
  readonly cases: readonly {
    readonly name: string;
    readonly dimension: number;
    readonly exact: string;
    readonly scipy?: number;
    readonly sensitivity?: number;
    readonly real: readonly number[];
    readonly fake: readonly number[];
  }[];
}

const golden = readGolden("frechet") as Golden;

const spreadOf = (features: readonly number[], dimension: number): number =>
  Math.max(...features.map((value, at) => Math.abs(value - (features[at % dimension] ?? NaN))));

describe("frechetDistance", () => {
  it("is (μ₁ - μ₂)² + (σ₁ - σ₂)² of one feature", () => {
    expect(frechetDistance(normal([0], [4]), normal([3], [25]))).toBe(9 + 9);
    expect(frechetDistance(normal([2], [0]), normal([2], [9]))).toBe(9);
    expect(frechetDistance(normal([2], [0]), normal([-1], [0]))).toBe(9);
  });

  it("is the sum over features where they are uncorrelated, however unequal they are", () => {
    const distance = frechetDistance(
      normal([0, 0, 1], diagonal([4, 2 ** -80, 2 ** 100])),
      normal([0, 0, 1], diagonal([4, 2 ** -84, 2 ** 98])),
    );
    // (2^50 - 2^49)²; the small ones are below rounding, but not lost:
    expect(distance).toBe(2 ** 98);
    expect(frechetDistance(normal([0, 0], diagonal([2 ** -80, 1])), normal([0, 0], diagonal([1, 2 ** -80])))).toBe(
      // Twice (1 - 2^-40)², in which 2^-80 is below rounding.
      2 - 2 ** -38,
    );
  });

  it.each(golden.cases)("matches 50 digits: $name", ({ dimension, exact, sensitivity, real, fake }) => {
    const [x, y] = [real, fake].map((values) => values.map((value) => value * golden.unit));
    const [a, b] = [statisticsOf(x ?? [], dimension), statisticsOf(y ?? [], dimension)];
    const spread = Math.max(spreadOf(x ?? [], dimension), spreadOf(y ?? [], dimension));
    const allowed =
      ofMeans(a, b, spread) + (sensitivity === undefined ? unconditioned(a, b) : conditioned(a, b, sensitivity));
    const error = Math.abs(frechetDistance(a, b) - Number(exact));
    expect(error).toBeLessThanOrEqual(allowed);
    expect(error).toBeLessThanOrEqual(1e-6 * Number(exact));
  });

  it("matches what scipy's square root of a matrix gives, where that is well-conditioned", () => {
    const conditionedCases = golden.cases.filter((one) => one.scipy !== undefined);
    expect(conditionedCases.length).toBe(3);
    for (const { exact, scipy = NaN } of conditionedCases) {
      // scipy's own rounding is not ours to derive; its distance from 50 digits shows that both scripts mean the same.
      expect(Math.abs(scipy - Number(exact))).toBeLessThanOrEqual(1e-8 * Number(exact));
    }
  });

  it.skipIf(!hasMpmath)("has golden values that the script still writes (needs python3 with scipy and mpmath)", () => {
    const again = rerunGolden("frechet") as Golden;
    const exactParts = ({ unit, cases }: Golden): unknown => ({
      unit,
      cases: cases.map(({ name, dimension, exact, real, fake }) => ({ name, dimension, exact, real, fake })),
    });
    expect(exactParts(again)).toEqual(exactParts(golden));
  });

  it("is the sum of all variances where the two vary in different features", () => {
    const [a, b] = [normal([0, 0], [1, 0, 0, 0]), normal([0, 0], [0, 0, 0, 4])];
    expect(frechetDistance(a, b)).toBe(5);
  });

  it("overflows no sooner than its result, and takes the smallest variances for 0", () => {
    expect(frechetDistance(normal([0], [2 ** 1000]), normal([0], [2 ** 998]))).toBe(2 ** 998);
    expect(frechetDistance(normal([0], [2 ** -1060]), normal([1], [2 ** -1060]))).toBe(1);
    expect(() => frechetDistance(normal([0], [1.7e308]), normal([0], [1.7e308]))).toThrow(/must not overflow float64/);
    const wide = normal([0, 0], diagonal([1.7e308, 1.7e308]));
    expect(() => frechetDistance(wide, wide)).toThrow(/frechetDistance: the distance must not overflow/);
    expect(() => frechetDistance(normal([1e200], [1]), normal([-1e200], [1]))).toThrow(RangeError);
  });

  it("refuses statistics that do not fit together", () => {
    expect(() => frechetDistance(normal([0], [1]), normal([0, 0], diagonal([1, 1])))).toThrow(ShapeError);
    expect(() => frechetDistance(normal([0, 0], [1]), normal([0, 0], [1]))).toThrow(/\[4\] of a covariance/);
    const short = { ...normal([0, 0], diagonal([1, 1])), mean: Float64Array.of(0) };
    expect(() => frechetDistance(short, normal([0, 0], diagonal([1, 1])))).toThrow(/\[2\] of a mean/);
    expect(() => frechetDistance({ ...short, dimension: 0 }, short)).toThrow(/dimension must be an integer >= 1/);
  });

  it.each([
    [/means must be finite, received NaN of feature 1/, normal([0, NaN], diagonal([1, 1]))],
    [/variances must be finite and >= 0, received -1 of feature 1/, normal([0, 0], diagonal([1, -1]))],
    [/variances must be finite and >= 0, received NaN of feature 0/, normal([0, 0], diagonal([NaN, 1]))],
    [/received 0.5 and 0.25 of features 1 and 0/, normal([0, 0], [1, 0.25, 0.5, 1])],
    [/received 2 and 2 of features 1 and 0/, normal([0, 0], [1, 2, 2, 1])],
    [/received NaN and NaN of features 1 and 0/, normal([0, 0], [1, NaN, NaN, 1])],
    [/received 0.5 and 0.5 of features 1 and 0/, normal([0, 0], [0, 0.5, 0.5, 1])],
    [/received 1e-260 and 1e-260 of features 1 and 0/, normal([0, 0], [0, 1e-260, 1e-260, 1e-260])],
    [/must be positive semi-definite/, normal([0, 0, 0], [1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1])],
    // What is left after one row has zeros on its diagonal.
    [/must be positive semi-definite/, normal([0, 0, 0], [1, 1, 1, 1, 1, -1, 1, -1, 1])],
  ])("refuses what is no mean or covariance: %s", (message, bad) => {
    const good = normal(
      [...bad.mean].map(() => 0),
      diagonal([...bad.mean].map(() => 1)),
    );
    expect(() => frechetDistance(bad, good)).toThrow(message);
    expect(() => frechetDistance(good, bad)).toThrow(RangeError);
  });

  it("is 0 of a set of samples and itself, to rounding of the traces, for all sets", () => {
    fc.assert(
      fc.property(featureRowsPair(), ([{ features, dimension }]) => {
        const a = statisticsOf(features, dimension);
        // The same factor L on both sides: |tr Σ - tr LLᵀ| and the rounding of the sum of LᵀL's singular values.
        const allowed = 2 * (2 * dimension + 80) * u * trace(a) + ofTheTrace(a, a);
        expect(frechetDistance(a, a)).toBeLessThanOrEqual(allowed);
      }),
    );
  });

  it("agrees with singular values of the samples themselves, for all sets", () => {
    fc.assert(
      fc.property(featureRowsPair(), ([one, two]) => {
        // With centred samples X and Y, Σ₁ = XᵀX / (n - 1): the last trace is the sum of XYᵀ's values, with no covariance.
        const { dimension } = one;
        const [x, y] = [one, two].map(({ features, count }) => {
          const means = Array.from({ length: dimension }, (_, j) => meanOf(features, dimension, j));
          return features.map((value, at) => (value - (means[at % dimension] ?? NaN)) / Math.sqrt(count - 1));
        });
        const product = Array.from({ length: one.count * two.count }, (_, at) => {
          const [i, j] = [Math.floor(at / two.count) * dimension, (at % two.count) * dimension];
          return Array.from({ length: dimension }, (__, k) => (x?.[i + k] ?? NaN) * (y?.[j + k] ?? NaN)).reduce(
            (sum, value) => sum + value,
            0,
          );
        });
        const roots = jacobiSingularValues(product, one.count, two.count).reduce((sum, value) => sum + value, 0);
        const means = Array.from(
          { length: dimension },
          (_, j) => meanOf(one.features, dimension, j) - meanOf(two.features, dimension, j),
        );
        const expected = squares(means) + squares(x) + squares(y) - 2 * roots;
        const [a, b] = [statisticsOf(one.features, dimension), statisticsOf(two.features, dimension)];
        // Jacobi's values of a matrix of up to 12 × 12 are no worse than ours of d × d; see the tests of singularValues.
        const allowed = unconditioned(a, b) + ofMeans(a, b, 16) + 12 * 12 * 200 * u * Math.sqrt(trace(a) * trace(b));
        expect(Math.abs(frechetDistance(a, b) - expected)).toBeLessThanOrEqual(allowed);
      }),
    );
  });

  it("is the distance of the spectra where covariances commute, for all of them", () => {
    const spectrum = fc.double({ min: 0.1, max: 10, noNaN: true });
    const cases = fc
      .integer({ min: 1, max: 8 })
      .chain((d) =>
        fc.tuple(
          fc.array(fc.tuple(spectrum, spectrum), { minLength: d, maxLength: d }),
          fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: d, maxLength: d }),
        ),
      );
    fc.assert(
      fc.property(cases, ([pairs, axis]) => {
        const mean = pairs.map(() => 0);
        const rotated = (which: 0 | 1): FeatureStatistics =>
          normal(
            mean,
            reflectBoth(
              pairs.map((pair) => pair[which]),
              axis,
            ),
          );
        const expected = pairs.reduce((sum, [p, q]) => sum + (Math.sqrt(p) - Math.sqrt(q)) ** 2, 0);
        // The derivatives are 1 - √(q / p) and 1 - √(p / q), at most 9.
        const [a, b] = [rotated(0), rotated(1)];
        expect(Math.abs(frechetDistance(a, b) - expected)).toBeLessThanOrEqual(conditioned(a, b, 9));
      }),
    );
  });

  it("is >= 0 and symmetric, for all sets", () => {
    fc.assert(
      fc.property(featureRowsPair(), ([one, two]) => {
        const [a, b] = [one, two].map(({ features, dimension }) => statisticsOf(features, dimension)) as [
          FeatureStatistics,
          FeatureStatistics,
        ];
        const distance = frechetDistance(a, b);
        expect(distance).toBeGreaterThanOrEqual(0);
        // The factors are the same ones, and the products each other's transposes, so only their values' rounding differs.
        const rounding = 2 * ofTheTrace(a, b) + 8 * u * (distance + trace(a) + trace(b));
        expect(Math.abs(distance - frechetDistance(b, a))).toBeLessThanOrEqual(rounding);
      }),
    );
  });

  it("grows as c² with the unit, to the bit for powers of two, and does not see a shift of both, for all sets", () => {
    fc.assert(
      fc.property(
        featureRowsPair(),
        fc.integer({ min: -60, max: 60 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.integer({ min: -(2 ** 20), max: 2 ** 20 }),
        ([one, two], exponent, factor, shift) => {
          const changed = (change: (value: number) => number): [FeatureStatistics, FeatureStatistics] => [
            statisticsOf(one.features.map(change), one.dimension),
            statisticsOf(two.features.map(change), two.dimension),
          ];
          const [a, b] = changed((value) => value);
          const distance = frechetDistance(a, b);
          expect(frechetDistance(...changed((value) => value * 2 ** exponent))).toBe(distance * 4 ** exponent);
          const allowed = 2 * (unconditioned(a, b) + ofMeans(a, b, 16));
          const scaled = frechetDistance(...changed((value) => value * factor)) / factor ** 2;
          expect(Math.abs(scaled - distance)).toBeLessThanOrEqual(allowed);
          // Covariances do not change at all, means by a rounding of the shift; and a few roundings of the sum.
          const shifted = changed((value) => value + shift);
          const rounding = ofMeans(a, b, 16) + ofMeans(...shifted, 16) + 8 * u * (distance + trace(a) + trace(b));
          expect(Math.abs(frechetDistance(...shifted) - distance)).toBeLessThanOrEqual(rounding);
        },
      ),
    );
  });

  it("does not see a reflection of both, for all sets", () => {
    fc.assert(
      fc.property(
        featureRowsPair(),
        fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
        ([one, two], axis) => {
          const [a, b, c, d] = [one, two, reflected(one, axis), reflected(two, axis)].map(({ features, dimension }) =>
            statisticsOf(features, dimension),
          ) as [FeatureStatistics, FeatureStatistics, FeatureStatistics, FeatureStatistics];
          const allowed = 2 * (unconditioned(a, b) + ofMeans(a, b, 50));
          expect(Math.abs(frechetDistance(a, b) - frechetDistance(c, d))).toBeLessThanOrEqual(allowed);
        },
      ),
    );
  });
});

const squares = (values: readonly number[] = []): number => values.reduce((sum, value) => sum + value * value, 0);

const meanOf = (features: readonly number[], dimension: number, j: number): number => {
  const column = features.filter((_, at) => at % dimension === j);
  return column.reduce((sum, value) => sum + value, 0) / column.length;
};

/** Each row r as `r - 2 v (v·r) / |v|²`. */
function reflected(
  { features, dimension }: { features: readonly number[]; dimension: number },
  axis: readonly number[],
) {
  const v = axis.slice(0, dimension);
  const square = v.reduce((sum, value) => sum + value * value, 0);
  const rows = Array.from({ length: features.length / dimension }, (_, r) =>
    features.slice(r * dimension, (r + 1) * dimension),
  );
  return {
    dimension,
    features: rows.flatMap((row) => {
      const along = (2 * row.reduce((sum, value, j) => sum + value * (v[j] ?? NaN), 0)) / square;
      return row.map((value, j) => value - along * (v[j] ?? NaN));
    }),
  };
}

/** `H diag(values) H` with the reflection H at an axis: entry by entry from the sum over the values, so symmetric. */
function reflectBoth(values: readonly number[], axis: readonly number[]): number[] {
  const square = axis.reduce((sum, value) => sum + value * value, 0);
  const h = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * ((axis[i] ?? NaN) * (axis[j] ?? NaN))) / square;
  return values.flatMap((_, i) =>
    values.map((__, j) => values.reduce((sum, value, k) => sum + value * (h(i, k) * h(j, k)), 0)),
  );
}
