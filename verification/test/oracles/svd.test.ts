import { singularValues } from "@lipschitz-gan/metrics";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { knownSingularValues, matrixCase, matrixOf, type Rows } from "../../src/arbitraries/matrix-case.ts";
import { rowsOf, sizeOf, squareSum } from "../../src/arbitraries/rows.ts";
import { leadingProjection, svd } from "../../src/oracles/svd.ts";
import { singularValuesByBigEigs } from "../../src/oracles/singular-values-by-big-eigs.ts";

const u64 = 2 ** -53;

/**
 * Worst relative backward error of a singular value decomposition in float64: n reflections on each side, of γ_m and γ_n,
 * and some 2n sweeps of rotations, each of six roundings in a row of m + n
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., lemmas 19.3 and 19.9). By Weyl's inequality it bounds
 * the error of each singular value, too.
 */
function backwardError(matrix: Rows): number {
  const [rows, columns] = sizeOf(matrix);
  return 13 * Math.min(rows, columns) * (rows + columns) * u64 * Math.sqrt(squareSum(matrix));
}

/** `max |XXᵀ - I|` of rows that ought to be orthonormal. */
function orthogonalityDefect(vectors: Rows): number {
  const products = vectors.map((a) => vectors.map((b) => a.reduce((sum, x, i) => sum + x * (b[i] ?? Number.NaN), 0)));
  return Math.max(...products.map((row, i) => Math.max(...row.map((x, j) => Math.abs(x - (i === j ? 1 : 0))))));
}

/** A matrix divided by the power of two of its largest entry, so that squares of the test itself stay normal. */
const nearOne = (matrix: Rows): Rows => {
  const largest = Math.max(...matrix.flat().map(Math.abs));
  const scale = largest === 0 ? 1 : 2 ** Math.floor(Math.log2(largest));
  return matrix.map((row) => row.map((x) => x / scale));
};

describe("svd", () => {
  it("gives values and vectors of a matrix worked out by hand", () => {
    // [[2, 2], [-1, 1]]: WWᵀ = diag(8, 2), so u₁ = (1, 0), and v₁ = (1, 1)/√2.
    const { sigmas, left, right } = svd([
      [2, 2],
      [-1, 1],
    ]);
    expect(sigmas[0]).toBeCloseTo(Math.sqrt(8), 14);
    expect(sigmas[1]).toBeCloseTo(Math.SQRT2, 14);
    expect(Math.abs(left[0]?.[0] ?? 0)).toBeCloseTo(1, 14);
    expect(Math.abs(right[0]?.[1] ?? 0)).toBeCloseTo(Math.SQRT1_2, 14);
  });

  it("takes rows, columns, zeros, subnormal and huge entries", () => {
    expect(svd([[3, 4]])).toEqual({ sigmas: [expect.closeTo(5, 14)], left: [[expect.anything()]], right: [expect.anything()] }); // prettier-ignore
    expect(svd([[3], [4]]).sigmas).toEqual([expect.closeTo(5, 14)]);
    expect(svd([[0, 0]])).toMatchObject({ sigmas: [0] });
    expect(svd([[3 * 2 ** -149, 4 * 2 ** -149]]).sigmas[0]).toBe(svd([[3, 4]]).sigmas[0]! * 2 ** -149); // prettier-ignore
    expect(svd([[3 * 2 ** 125, 4 * 2 ** 125]]).sigmas[0]).toBe(svd([[3, 4]]).sigmas[0]! * 2 ** 125);
  });

  it.each([
    ["no rows", []],
    ["no columns", [[]]],
    ["rows of two lengths", [[1, 2], [3]]],
    ["NaN", [[Number.NaN]]],
    ["infinity", [[1, Infinity]]],
  ])("rejects %s", (_what, matrix) => {
    expect(() => svd(matrix)).toThrow(RangeError);
  });

  it("puts the matrix together again from orthonormal vectors and falling values, for all matrices", () => {
    fc.assert(
      fc.property(matrixCase(), (given) => {
        const matrix = nearOne(matrixOf(given));
        const { sigmas, left, right } = svd(matrix);
        const [rows, columns] = sizeOf(matrix);
        const n = Math.min(rows, columns);
        expect([sigmas.length, ...sizeOf(left), ...sizeOf(right)]).toEqual([n, n, rows, n, columns]);
        expect(sigmas.every((sigma, i) => sigma >= 0 && sigma <= (sigmas[i - 1] ?? Infinity))).toBe(true);
        const residual = rowsOf(
          rows,
          columns,
          (i, j) =>
            (matrix[i]?.[j] ?? Number.NaN) -
            sigmas.reduce(
              (sum, sigma, k) => sum + sigma * (left[k]?.[i] ?? Number.NaN) * (right[k]?.[j] ?? Number.NaN),
              0,
            ),
        );
        expect(Math.sqrt(squareSum(residual))).toBeLessThanOrEqual(backwardError(matrix));
        const defect = Math.max(orthogonalityDefect(left), orthogonalityDefect(right));
        expect(defect).toBeLessThanOrEqual(13 * n * (rows + columns) * u64);
      }),
    );
  });

  it("agrees with the formulas of exact shapes, and with one-sided Jacobi rotations, for all matrices", () => {
    fc.assert(
      fc.property(matrixCase(), (given) => {
        const matrix = matrixOf(given);
        const [rows, columns] = sizeOf(matrix);
        const { sigmas } = svd(matrix);
        const known = knownSingularValues(given) ?? sigmas;
        const jacobi = singularValues(matrix.flat(), rows, columns);
        const tolerance = backwardError(matrix);
        for (const [i, sigma] of sigmas.entries()) {
          expect(Math.abs(sigma - (known[i] ?? Number.NaN))).toBeLessThanOrEqual(tolerance);
          // Jacobi rotates as often, in ten sweeps of n² / 2 rotations.
          expect(Math.abs(sigma - (jacobi[i] ?? Number.NaN))).toBeLessThanOrEqual(2 * tolerance);
        }
      }),
    );
  });

  it("agrees with 64 digits, hard cases among them, for all small matrices", () => {
    fc.assert(
      fc.property(matrixCase({ maxRows: 6, maxColumns: 6 }), (given) => {
        const matrix = matrixOf(given);
        const exact = singularValuesByBigEigs(matrix);
        for (const [i, sigma] of svd(matrix).sigmas.entries()) {
          expect(Math.abs(sigma - (exact[i] ?? Number.NaN))).toBeLessThanOrEqual(backwardError(matrix));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("leadingProjection", () => {
  it("is the cosine to the leading vector where it stands alone", () => {
    const diagonal = svd([[1, 0], [0, 2]]); // prettier-ignore
    expect(leadingProjection(diagonal, [0.6, 0.8])).toBeCloseTo(0.8, 15);
    expect(leadingProjection(diagonal, [1, 0])).toBe(0);
  });

  it("is the whole vector where all values are equal, and takes near-equal values for equal within what is asked", () => {
    const hadamard = svd(matrixOf({ family: "exact", of: { shape: "hadamard", log2: 2 }, exponent: 0 }));
    expect(leadingProjection(hadamard, [0.5, 0.5, 0.5, 0.5])).toBeCloseTo(1, 14);
    const close = svd([[1, 0], [0, 1 - 1e-6]]); // prettier-ignore
    expect(leadingProjection(close, [0.6, 0.8])).toBeCloseTo(0.6, 15);
    expect(leadingProjection(close, [0.6, 0.8], { within: 1e-5 })).toBeCloseTo(1, 14);
  });

  it("rejects a vector of another length", () => {
    expect(() => leadingProjection(svd([[1]]), [1, 2])).toThrow("must have length 1, received 2");
  });

  it("keeps the whole of a unit vector where every value counts as leading and the left vectors span everything", () => {
    fc.assert(
      fc.property(matrixCase({ maxRows: 8, maxColumns: 8 }), fc.nat(7), (given, place) => {
        const matrix = matrixOf(given);
        const [rows, columns] = sizeOf(matrix);
        fc.pre(rows <= columns); // else the left vectors do not span everything
        const unit = Array.from({ length: rows }, (_, i) => (i === place % rows ? 1 : 0));
        const all = leadingProjection(svd(matrix), unit, { within: 2 });
        expect(Math.abs(all - 1)).toBeLessThanOrEqual(13 * rows * (rows + columns) * u64 * rows);
      }),
    );
  });
});
