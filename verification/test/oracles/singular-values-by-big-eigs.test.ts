import * as fc from "fast-check";
import { expect, it } from "vitest";
import { matrixCase, matrixOf } from "../../src/arbitraries/matrix-case.ts";
import { squareSum, transposed } from "../../src/arbitraries/rows.ts";
import { singularValuesByBigEigs } from "../../src/oracles/singular-values-by-big-eigs.ts";

const u64 = 2 ** -53;

/** Five times a rotation of a diagonal: the columns are orthogonal, and five times as long as its entries. */
function rotated(first: number, second: number): number[][] {
  return [
    [3 * first, -4 * second],
    [4 * first, 3 * second],
  ];
}

it("tells values apart that float64 does not, and finds small ones to the last bit", () => {
  expect(singularValuesByBigEigs(rotated(1, 1 - 2 ** -50))).toEqual([5, 5 * (1 - 2 ** -50)]);
  expect(singularValuesByBigEigs(rotated(1, 2 ** -60))).toEqual([5, 5 * 2 ** -60]);
});

it("finds the values of the Hilbert matrix of order 4, of condition 1.55e4", () => {
  // Times 420, so that its entries are whole numbers; it is positive definite. Roots of its characteristic polynomial
  // x⁴ - 704 x³ + 46774 x² - 128576 x + 5145 by Newton's method in 60 digits (decimal of Python), rounded to float64.
  const hilbert = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => 420 / (i + j + 1)));
  const expected = [630.089997624882, 71.039312493009, 2.830074914419514, 0.04061496768948649];
  for (const [i, sigma] of singularValuesByBigEigs(hilbert).entries()) {
    expect(Math.abs(sigma - (expected[i] ?? Number.NaN))).toBeLessThanOrEqual(2 * u64 * sigma);
  }
});

it("keeps product and sum of squares: determinant and Frobenius norm, for all whole 3 × 3 matrices", () => {
  const entries = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(entries, ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0]) => {
      const matrix = [[a, b, c], [d, e, f], [g, h, i]]; // prettier-ignore
      const determinant = Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g));
      const [first = 0, second = 0, third = 0] = singularValuesByBigEigs(matrix);
      // Whole numbers make an exact determinant; of a singular matrix the third value is 0 but for 3e-29 σ₁.
      const tolerance = 4 * u64 * determinant + 3e-29 * first * first * second;
      expect(Math.abs(first * second * third - determinant)).toBeLessThanOrEqual(tolerance);
      const squares = squareSum(matrix);
      expect(Math.abs(first ** 2 + second ** 2 + third ** 2 - squares)).toBeLessThanOrEqual(6 * u64 * squares);
    }),
  );
});

it("is the same for the transpose, and scales with powers of two, for all small matrices", () => {
  fc.assert(
    fc.property(
      matrixCase({ maxRows: 5, maxColumns: 5, scales: "one" }),
      fc.integer({ min: -900, max: 900 }),
      (given, exponent) => {
        const matrix = matrixOf(given);
        const sigmas = singularValuesByBigEigs(matrix);
        const [largest = 0] = sigmas;
        for (const [i, sigma] of singularValuesByBigEigs(transposed(matrix)).entries()) {
          // Where the value is 0, its square is a rounding of 64 digits: 5e-29 of the largest, of either sign.
          expect(Math.abs(sigma - (sigmas[i] ?? Number.NaN))).toBeLessThanOrEqual(2 * u64 * sigma + 1e-28 * largest);
        }
        const scaled = matrix.map((row) => row.map((x) => x * 2 ** exponent));
        expect(singularValuesByBigEigs(scaled)).toEqual(sigmas.map((sigma) => sigma * 2 ** exponent));
      },
    ),
    { numRuns: 40 },
  );
});
