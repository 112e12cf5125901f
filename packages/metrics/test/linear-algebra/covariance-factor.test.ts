import { describe, expect, it } from "vitest";
import { accumulateStatistics, plainLinearAlgebra } from "@lipschitz-gan/metrics";
import { covarianceFactor } from "../../src/linear-algebra/covariance-factor.ts";
import { noise } from "../support/noise.ts";

/** Unit roundoff of float64. */
const u = 2 ** -53;

const rankOf = (covariance: ArrayLike<number>, dimension: number): number =>
  covarianceFactor(Float64Array.from(covariance), dimension, plainLinearAlgebra).rank;

describe("covarianceFactor", () => {
  it("multiplies correlations' factor by standard deviations", () => {
    const { rows, rank } = covarianceFactor(Float64Array.of(4, 6, 6, 25), 2, plainLinearAlgebra);
    expect(rank).toBe(2);
    // Correlation 0.6: rows (1, 0.6) and (0, 0.8) times (2, 5).
    for (const [at, value] of [2, 3, 0, 4].entries()) {
      expect(Math.abs((rows[at] ?? NaN) - value)).toBeLessThanOrEqual(8 * u * 5);
    }
  });

  it("knows the rank of few samples, and of features that are constant or combinations of others", () => {
    for (const [count, dimension] of [
      [2, 3],
      [6, 24],
      [40, 100],
    ] as const) {
      const accumulator = accumulateStatistics(dimension);
      accumulator.add(Float64Array.from({ length: count * dimension }, (_, at) => noise(at, count) / 3));
      expect(rankOf(accumulator.finish().covariance, dimension)).toBe(count - 1);
    }
    const combined = accumulateStatistics(5);
    for (let row = 0; row < 500; row++) {
      const [x, y] = [noise(row, 1), noise(row, 2)];
      combined.add([x, x / 3, 0.1, y, x + 7 * y]);
    }
    expect(rankOf(combined.finish().covariance, 5)).toBe(2);
  });

  it("keeps what is small but known", () => {
    // What is left of the second feature is 1 - 0.9999999² = 2e-7 of its variance, and then 2e-12.
    for (const correlation of [1 - 1e-7, 1 - 1e-12]) {
      expect(rankOf([1, correlation, correlation, 1], 2)).toBe(2);
    }
    expect(rankOf([1, 0, 0, 1e-200], 2)).toBe(2);
    expect(rankOf([1, 1e-100, 1e-100, 1e-200], 2)).toBe(1);
    expect(rankOf([1, 0, 0, 2 ** -901], 2)).toBe(1);
  });
});
