import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { centralDifferences } from "../../src/oracles/gradient-oracles.ts";

const relu = ([x = 0]: Float64Array): number => Math.max(0, x);

describe("centralDifferences", () => {
  it("differentiates polynomials up to the fifth degree but for rounding", () => {
    const { gradient, error } = centralDifferences(([x = 0]) => x ** 5 - 3 * x ** 2, [2]);
    expect(gradient[0]).toBeCloseTo(5 * 16 - 12, 9);
    expect(error[0]).toBeLessThan(1e-6);
  });

  it("is within its error of the slope beside a kink, however near, and tells of the kink by the error", () => {
    for (let part = 1; part < 2000; part++) {
      const x = (part / 2000) * 2 ** -9; // as far as the widest step reaches
      const { gradient, error } = centralDifferences(relu, [x]);
      expect(Math.abs((gradient[0] ?? Number.NaN) - 1)).toBeLessThanOrEqual(error[0] ?? Number.NaN);
    }
    expect(centralDifferences(relu, [1e-4]).error[0]).toBeGreaterThan(0.5);
    expect(centralDifferences(relu, [1]).error[0]).toBeLessThan(1e-10);
  });

  it("gives one number for each coordinate, none for none", () => {
    expect(centralDifferences(() => 3, [1, 2])).toEqual({
      gradient: Float64Array.of(0, 0),
      error: expect.any(Float64Array),
    });
    expect(centralDifferences(() => 3, []).gradient).toHaveLength(0);
  });

  it("is within its error of the true gradient, and the error is small, for all networks of sines and squares", () => {
    const coefficient = fc.integer({ min: -12, max: 12 }).map((x) => x / 4);
    const cases = fc.record({
      weights: fc.array(fc.tuple(coefficient, coefficient, coefficient), { minLength: 1, maxLength: 5 }),
      at: fc.tuple(coefficient, coefficient),
    });
    fc.assert(
      fc.property(cases, ({ weights, at }) => {
        // f = Σ c sin(a x + b y) + exp((x² + y²) / 8), with the gradient by hand.
        const f = ([x = 0, y = 0]: Float64Array): number =>
          weights.reduce((sum, [a, b, c]) => sum + c * Math.sin(a * x + b * y), Math.exp((x * x + y * y) / 8));
        const [x, y] = at;
        const bell = Math.exp((x * x + y * y) / 8) / 4;
        const slope = (i: 0 | 1): number =>
          weights.reduce((sum, term) => sum + term[2] * term[i] * Math.cos(term[0] * x + term[1] * y), at[i] * bell);
        const size = weights.reduce((sum, [, , c]) => sum + Math.abs(c), Math.exp((x * x + y * y) / 8) * 1.1);
        // f loses at most a rounding of each of its terms and of each argument: less than 2^-50 of the sum of their sizes.
        const smallest = Math.abs(f(Float64Array.from(at)));
        fc.pre(smallest > 1e-3 * size);
        const { gradient, error } = centralDifferences(f, at, { relativeError: (2 ** -49 * size) / smallest });
        for (const i of [0, 1] as const) {
          expect(Math.abs((gradient[i] ?? Number.NaN) - slope(i))).toBeLessThanOrEqual(error[i] ?? Number.NaN);
          expect(error[i]).toBeLessThanOrEqual(1e-8 * size);
        }
      }),
    );
  });
});
