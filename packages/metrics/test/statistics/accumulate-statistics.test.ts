import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "@lipschitz-gan/core";
import { accumulateStatistics, type FeatureStatistics } from "@lipschitz-gan/metrics";
import { featureRows } from "../support/feature-rows.ts";

/** Unit roundoff of float64. */
const u = 2 ** -53;

const statisticsOf = (features: ArrayLike<number>, dimension: number): FeatureStatistics => {
  const accumulator = accumulateStatistics(dimension);
  accumulator.add(features);
  return accumulator.finish();
};

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

/** Covariances in integers: of features that are integers, `n Σxy - Σx Σy` over `n (n - 1)` has one rounding, the last. */
function exactCovariance(features: readonly bigint[], dimension: number, i: number, j: number): number {
  const column = (k: number): bigint[] => features.filter((_, at) => at % dimension === k);
  const [x, y] = [column(i), column(j)];
  const n = BigInt(x.length);
  const numerator = n * sum(x.map((value, r) => value * (y[r] ?? 0n))) - sum(x) * sum(y);
  return Number(numerator) / Number(n * (n - 1n));
}

/**
 * The docstring's bound: squares summed in blocks of 64 and then over blocks, each off by a rounding a term, and the same
 * again for the means; deviations are taken of differences from the first row, whose roundings are larger than those of
 * deviations from the mean by the ratio of the two.
 */
function allowed(features: readonly number[], { count, dimension, mean, covariance }: FeatureStatistics) {
  const relative = 4 * (64 + count / 63) * u;
  const size = (j: number): number => {
    const deviation = Math.sqrt(covariance[j * dimension + j] ?? NaN);
    return deviation + Math.abs((features[j] ?? NaN) - (mean[j] ?? NaN));
  };
  return (i: number, j: number): number => relative * size(i) * size(j);
}

describe("accumulateStatistics", () => {
  it("matches a covariance done by hand", () => {
    const { count, dimension, mean, covariance } = statisticsOf([1, 2, 3, 8, 5, 2], 2);
    expect([count, dimension]).toEqual([3, 2]);
    expect(Array.from(mean)).toEqual([3, 4]);
    // Deviations (-2, -2), (0, 4), (2, -2), divided by 2.
    expect(Array.from(covariance)).toEqual([4, 0, 0, 12]);
  });

  it("keeps all digits of features that lie far from 0", () => {
    // The one-pass formula with sums of squares loses everything here: 1e16 has a spacing of 2.
    const rows = [1e8 + 1, 1e8 + 2, 1e8 + 3, 1e8 + 6];
    const { mean, covariance } = statisticsOf(rows, 1);
    expect(Array.from(mean)).toEqual([1e8 + 3]);
    expect(Math.abs((covariance[0] ?? NaN) - 14 / 3)).toBeLessThanOrEqual(8 * u * (14 / 3));
  });

  it("gives constant features exactly no variance, over many blocks", () => {
    const { mean, covariance } = statisticsOf(Array.from({ length: 1000 }, (_, i) => [0.1, i % 2]).flat(), 2);
    expect(mean[0]).toBe(0.1);
    expect([covariance[0], covariance[1], covariance[2]]).toEqual([0, 0, 0]);
  });

  it("can be asked in between, without a change of what comes after", () => {
    const features = Array.from({ length: 200 }, (_, i) => Math.sin(i * i));
    const accumulator = accumulateStatistics(2);
    accumulator.add(features.slice(0, 100));
    expect(accumulator.count).toBe(50);
    expect(accumulator.finish()).toEqual(statisticsOf(features.slice(0, 100), 2));
    accumulator.add(features.slice(100));
    expect(accumulator.finish()).toEqual(statisticsOf(features, 2));
    expect(accumulator.count).toBe(100);
  });

  it("takes float32 features and empty batches", () => {
    const accumulator = accumulateStatistics(1);
    accumulator.add([]);
    accumulator.add(Float32Array.of(0.1, 0.3));
    const { mean } = accumulator.finish();
    const expected = (Math.fround(0.1) + Math.fround(0.3)) / 2;
    expect(Math.abs((mean[0] ?? NaN) - expected)).toBeLessThanOrEqual(4 * u);
  });

  it("refuses what has no covariance, and says why", () => {
    expect(() => accumulateStatistics(0)).toThrow(/dimension must be an integer >= 1, received 0/);
    expect(() => accumulateStatistics(1.5)).toThrow(RangeError);
    expect(() => accumulateStatistics(2).finish()).toThrow(/needs at least 2 samples, received 0/);
    expect(() => statisticsOf([1, 2], 2)).toThrow(/needs at least 2 samples, received 1/);
    expect(() => statisticsOf([1, 2, 3], 2)).toThrow(ShapeError);
    expect(() => statisticsOf([1e200, -1e200], 1)).toThrow(/must not overflow float64.*features 0 and 0/);
    expect(() => statisticsOf([1e308, -1e308], 1)).toThrow(RangeError);
  });

  it("names the row and the feature that is not finite, and takes nothing of that batch", () => {
    const accumulator = accumulateStatistics(2);
    accumulator.add([1, 2, 3, 4]);
    expect(() => {
      accumulator.add([5, 6, 7, NaN]);
    }).toThrow(/received NaN in row 3, feature 1/);
    expect(() => {
      accumulator.add([-Infinity, 0]);
    }).toThrow(/received -Infinity in row 2, feature 0/);
    expect(accumulator.finish()).toEqual(statisticsOf([1, 2, 3, 4], 2));
  });

  const manyRows = fc.integer({ min: 1, max: 7 }).chain((dimension) => featureRows(dimension, 200));

  it("gives the same bits however the rows are cut into batches, for all rows", () => {
    fc.assert(
      fc.property(manyRows, fc.array(fc.integer({ min: 1, max: 90 })), ({ features, dimension }, sizes) => {
        const accumulator = accumulateStatistics(dimension);
        let from = 0;
        for (const size of sizes) {
          accumulator.add(features.slice(from, from + size * dimension));
          from += size * dimension;
        }
        accumulator.add(features.slice(from));
        expect(accumulator.finish()).toEqual(statisticsOf(features, dimension));
      }),
    );
  });

  it("is symmetric and agrees with integers, for all rows", () => {
    fc.assert(
      fc.property(manyRows, ({ features, dimension }) => {
        const statistics = statisticsOf(features, dimension);
        const tolerance = allowed(features, statistics);
        const integers = features.map((value) => BigInt(value * 1024));
        for (let i = 0; i < dimension; i++) {
          for (let j = 0; j < dimension; j++) {
            const received = statistics.covariance[i * dimension + j] ?? NaN;
            expect(received).toBe(statistics.covariance[j * dimension + i]);
            const expected = exactCovariance(integers, dimension, i, j) / 2 ** 20;
            expect(Math.abs(received - expected)).toBeLessThanOrEqual(tolerance(i, j));
          }
        }
      }),
    );
  });

  it("does not see a shift of all rows, for all rows", () => {
    fc.assert(
      fc.property(manyRows, fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), ({ features, dimension }, shift) => {
        const shifted = statisticsOf(
          features.map((value) => value + shift),
          dimension,
        );
        // Features and shift are multiples of 2^-10, so nothing is rounded before the first row is taken off again.
        expect(shifted.covariance).toEqual(statisticsOf(features, dimension).covariance);
      }),
    );
  });

  it("depends on the order of the rows at rounding level only, for all rows", () => {
    fc.assert(
      fc.property(manyRows, ({ features, dimension, count }) => {
        const statistics = statisticsOf(features, dimension);
        const reversed = Array.from({ length: count }, (_, r) =>
          features.slice((count - 1 - r) * dimension, (count - r) * dimension),
        ).flat();
        const others = statisticsOf(reversed, dimension);
        const [one, two] = [allowed(features, statistics), allowed(reversed, others)];
        for (const [at, value] of statistics.covariance.entries()) {
          const [i, j] = [Math.floor(at / dimension), at % dimension];
          expect(Math.abs(value - (others.covariance[at] ?? NaN))).toBeLessThanOrEqual(one(i, j) + two(i, j));
        }
      }),
    );
  });
});
