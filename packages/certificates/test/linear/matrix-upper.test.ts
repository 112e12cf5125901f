import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gramIterationUpper } from "../../src/linear/gram-iteration-upper.ts";
import { matrices } from "./support/arbitraries.ts";
import { matrixUpper } from "../../src/linear/matrix-upper.ts";
import { svdNormOf } from "./support/oracle.ts";

const TIGHT = 1 + 1e-6;

/** The square of a vector's length, exactly. */
function squareOf(xs: readonly number[]): bigint {
  return xs.reduce((sum, x) => sum + BigInt(x) ** 2n, 0n);
}

describe.each([
  ["matrixUpper", matrixUpper],
  ["gramIterationUpper", gramIterationUpper],
])("%s", (_name, upperOf) => {
  it.each([
    ["of a diagonal", [3, 0, 0, 0, -7, 0, 0, 0, 2], 3, 3, 7],
    ["of one row", [3, 4], 1, 2, 5],
    ["of one column", [3, 4], 2, 1, 5],
    ["of rank one", [3, 6, 4, 8], 2, 2, 5 * Math.sqrt(5)],
    ["of an orthogonal matrix", [3, 4, -4, 3], 2, 2, 5],
    ["of a Jordan block", [1, 1, 0, 1], 2, 2, (1 + Math.sqrt(5)) / 2],
    ["of the smallest numbers of float32", [2 ** -149, 0, 0, 2 ** -149], 2, 2, 2 ** -149],
    ["of tiny numbers", [2 ** -140, 2 ** -140], 1, 2, Math.SQRT2 * 2 ** -140],
    ["of large numbers", [1e30, 1e30, 1e30, -1e30], 2, 2, Math.SQRT2 * 1e30],
    ["of the largest numbers of float32", [3e38, 3e38, 3e38, 3e38], 2, 2, 6e38],
  ])("is the norm %s", (_case, values, rows, columns, norm) => {
    expect(upperOf(values, rows, columns)).toBeGreaterThanOrEqual(norm);
    expect(upperOf(values, rows, columns)).toBeLessThan(norm * (1 + 2e-4)); // 12 squarings of two equal values: 2^(2^-13)
  });

  it("is not deceived by squares that are lost in a sum", () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i === 0 ? 1 : 2 ** -27)); // √(1 + 999 · 2^-54)
    expect(upperOf(values, 1, 1000)).toBeGreaterThan(1 + 998 * 2 ** -55);
  });

  it("is zero for zeros", () => {
    expect(upperOf(new Float32Array(6), 2, 3)).toBe(0);
  });

  it("refuses what is no matrix", () => {
    expect(() => upperOf([1, 2, 3], 2, 2)).toThrow(/must have 4 entries, received 3/u);
    expect(() => upperOf([1, Number.NaN], 1, 2)).toThrow(/must be finite/u);
    expect(() => upperOf([1, Infinity], 1, 2)).toThrow(/must be finite/u);
    expect(() => upperOf([], 0, 2)).toThrow(/integers >= 1/u);
  });

  it("is never below the norm, for all matrices, and near it", () => {
    fc.assert(
      fc.property(matrices(), ({ rows, columns, values }) => {
        const norm = svdNormOf(values, rows, columns);
        const upper = upperOf(values, rows, columns);
        expect(upper).toBeGreaterThanOrEqual(norm * (1 - 1e-13)); // ml-matrix rounds, too
        expect(upper).toBeLessThanOrEqual(norm * (1 + 4e-4)); // 12^(2^-13)
      }),
    );
  });

  it("is never below the exact norm, by one unit in the last place, for all matrices of rank one", () => {
    const vector = fc.array(fc.integer({ min: -(2 ** 20), max: 2 ** 20 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const exact = (squareOf(a) * squareOf(b)) << 104n;
        const upper = upperOf(
          a.flatMap((x) => b.map((y) => x * y)),
          a.length,
          b.length,
        );
        // The norm is 0 or at least 1, so the bound's last place is 2^-52 or more, and nothing is cut off.
        expect(BigInt(upper * 2 ** 52) ** 2n >= exact).toBe(true);
      }),
    );
  });
});

describe("matrixUpper", () => {
  it("is tight to 1e-6, for all matrices", () => {
    fc.assert(
      fc.property(matrices(24), ({ rows, columns, values }) => {
        expect(matrixUpper(values, rows, columns)).toBeLessThanOrEqual(svdNormOf(values, rows, columns) * TIGHT);
      }),
    );
  });

  it("is a bound where a guess falls short: neighbours added up, 2 cos(π / (2n + 1))", () => {
    const n = 500;
    const values = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) <= 1 ? 1 : 0));
    const norm = 2 * Math.cos(Math.PI / (2 * n + 1));
    expect(matrixUpper(values, n, n)).toBeGreaterThanOrEqual(norm);
    expect(matrixUpper(values, n, n)).toBeLessThan(norm * (1 + 2e-6));
  });

  it("is tight where the largest singular values are next to each other", () => {
    const values = Array.from({ length: 400 }, (_, i) => (i % 21 === 0 ? 1 - i * 1e-9 : 0));
    expect(matrixUpper(values, 20, 20)).toBeGreaterThanOrEqual(1);
    expect(matrixUpper(values, 20, 20)).toBeLessThanOrEqual(TIGHT);
  });

  it("adds the Frobenius norm of the radii", () => {
    const norm = matrixUpper([3, 0, 4, 5], 2, 2);
    const upper = matrixUpper([3, 0, 4, 5], 2, 2, [3, 4, 0, 0]);
    expect(upper).toBeGreaterThanOrEqual(norm + 5);
    expect(upper).toBeLessThan((norm + 5) * (1 + 1e-12));
    expect(() => matrixUpper([1], 1, 1, [Number.NaN])).toThrow(/must be finite/u);
    expect(() => matrixUpper([1], 1, 1, [1, 2])).toThrow(/must have 1 entries/u);
  });

  it("is still a bound where nothing may be spent, for all matrices", () => {
    expect(matrixUpper([1, 0, 0, 1], 2, 2, undefined, 1)).toBeLessThan(1 + 1e-7); // Frobenius would say √2
    fc.assert(
      fc.property(matrices(), ({ rows, columns, values }) => {
        const norm = svdNormOf(values, rows, columns);
        expect(matrixUpper(values, rows, columns, undefined, 1)).toBeGreaterThanOrEqual(norm * (1 - 1e-13));
      }),
    );
  });
});
