import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainLinearAlgebra } from "@lipschitz-gan/metrics";
import { pivotedCholesky } from "../../src/linear-algebra/pivoted-cholesky.ts";
import { noise } from "../support/noise.ts";

/** Unit roundoff of float64. */
const u = 2 ** -53;

/** `Σₖ rowₖᵀ rowₖ`, entry by entry. */
const squares = (rows: Float64Array, rank: number, size: number): number[] =>
  Array.from({ length: size * size }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) {
      sum += (rows[k * size + Math.floor(at / size)] ?? NaN) * (rows[k * size + (at % size)] ?? NaN);
    }
    return sum;
  });

/** Sums of squares of integer vectors: exact, of a rank that is at most their number. */
const semidefinite = (
  maxSize: number,
  maxRank: number,
): fc.Arbitrary<{ size: number; rank: number; matrix: Float64Array }> =>
  fc
    .tuple(fc.integer({ min: 1, max: maxSize }), fc.integer({ min: 0, max: maxRank }), fc.integer({ min: 0, max: 1e6 }))
    .map(([size, rank, seed]) => {
      const vectors = Float64Array.from({ length: rank * size }, (_, at) => Math.round(9 * noise(at, seed)));
      return { size, rank, matrix: Float64Array.from(squares(vectors, rank, size)) };
    });

describe("pivotedCholesky", () => {
  it("takes the largest diagonal entry first, and stops at the rank", () => {
    // (1, 2) twice over: row 1 has the larger diagonal entry.
    const { rows, rank } = plainLinearAlgebra.factorize(Float64Array.of(1, 2, 2, 4), 2, 4 * u);
    expect(rank).toBe(1);
    expect(Array.from(rows)).toEqual([1, 2]);
  });

  it("knows no row of a zero matrix, and leaves its input as it is", () => {
    expect(pivotedCholesky(new Float64Array(4), 2, 0)).toEqual({ rows: new Float64Array(), rank: 0 });
    const matrix = Float64Array.of(4, 2, 2, 5);
    expect(Array.from(pivotedCholesky(matrix, 2, 0).rows)).toEqual([2 / Math.sqrt(5), Math.sqrt(5), Math.sqrt(3.2), 0]);
    expect(Array.from(matrix)).toEqual([4, 2, 2, 5]);
  });

  it("leaves out what is at most the tolerance", () => {
    const matrix = Float64Array.of(1, 0, 0, 0, 0.25, 0, 0, 0, 0.125);
    expect(pivotedCholesky(matrix, 3, 0.25).rank).toBe(1);
    expect(pivotedCholesky(matrix, 3, 0.2).rank).toBe(2);
    expect(pivotedCholesky(matrix, 3, 0).rank).toBe(3);
  });

  it("gives the matrix back, and no more rows than its rank, for all matrices", () => {
    fc.assert(
      fc.property(semidefinite(100, 90), ({ size, rank: maxRank, matrix }) => {
        const diagonal = Array.from({ length: size }, (_, i) => matrix[i * size + i] ?? NaN);
        const largest = Math.max(...diagonal);
        // Rounding has put at most (rank + 1) u of each diagonal entry into what is left; see the docstring.
        const tolerance = 2 * (size + 1) * u * largest;
        const { rows, rank } = pivotedCholesky(matrix, size, tolerance);
        expect(rank).toBeLessThanOrEqual(Math.min(maxRank, size));
        expect(rows.length).toBe(rank * size);
        // Factoring, summing up again here, and what is left. One comparison for all entries, which are thousands.
        const excess = squares(rows, rank, size).map((value, at) => {
          const scale = Math.sqrt((diagonal[Math.floor(at / size)] ?? NaN) * (diagonal[at % size] ?? NaN));
          return Math.abs(value - (matrix[at] ?? NaN)) - (2 * rank + 2) * u * scale - tolerance;
        });
        expect(excess.every((value) => value <= 0)).toBe(true);
      }),
    );
  });
});
