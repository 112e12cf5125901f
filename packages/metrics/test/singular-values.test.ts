import * as fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { ShapeError } from "@lipschitz-gan/core";
import { singularValues } from "@lipschitz-gan/metrics";
import { jacobiSingularValues } from "./support/jacobi-singular-values.ts";
import { noise } from "./support/noise.ts";

/** Unit roundoff of float64. */
const u = 2 ** -53;

const matrices = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })).chain(([rows, columns]) =>
  fc.tuple(
    fc.constant(rows),
    fc.constant(columns),
    fc.array(fc.oneof(fc.constant(0), fc.double({ min: -10, max: 10, noNaN: true })), {
      minLength: rows * columns,
      maxLength: rows * columns,
    }),
  ),
);

/**
 * Backward error, in the Frobenius norm, which bounds that of each value.
 *
 * Of a vector of length m, a reflection's own entries have relative errors of up to `(m / 2 + 4) u`, and τ twice that: the
 * reflection is off by `(4 m + 28) u`. To apply it takes a dot product, off by `m u` and doubled by τ |v|² <= 2, and a few
 * single roundings: `(2 m + 8) u`. There are 2 min of them: `2 min (6 max + 36) u`. The sweeps' rotations, each entry in two
 * rotations of six roundings a sweep, three sweeps a value, and entries below `4 u (|dᵢ| + |dᵢ₊₁|)` that are dropped, one a
 * value, add less than `80 min u`.
 */
const allowed = (rows: number, columns: number, frobenius: number): number =>
  12 * Math.min(rows, columns) * (Math.max(rows, columns) + 13) * u * frobenius;

const frobeniusOf = (values: readonly number[]): number => Math.hypot(...values);

describe("singularValues", () => {
  it("knows a matrix done by hand", () => {
    // Eigenvalues of AᵀA = [[25, 20], [20, 25]] are 45 and 5.
    const values = singularValues([3, 0, 4, 5], 2, 2);
    expect(Math.abs((values[0] ?? NaN) - Math.sqrt(45))).toBeLessThanOrEqual(allowed(2, 2, Math.sqrt(50)));
    expect(Math.abs((values[1] ?? NaN) - Math.sqrt(5))).toBeLessThanOrEqual(allowed(2, 2, Math.sqrt(50)));
  });

  it("takes zero matrices, vectors, huge and tiny entries", () => {
    expect(Array.from(singularValues([0, 0, 0, 0, 0, 0], 2, 3))).toEqual([0, 0]);
    expect(Array.from(singularValues([3, 4], 1, 2))).toEqual([5]);
    expect(Array.from(singularValues([3, 4], 2, 1))).toEqual([5]);
    expect(Array.from(singularValues([3e200, 0, 0, 4e200], 2, 2))).toEqual([4e200, 3e200]);
    expect(Array.from(singularValues([2 ** -600, 0, 0, 2 ** -601], 2, 2))).toEqual([2 ** -600, 2 ** -601]);
    expect(Array.from(singularValues([Number.MIN_VALUE], 1, 1))).toEqual([Number.MIN_VALUE]);
    expect(Array.from(singularValues([Number.MAX_VALUE], 1, 1))).toEqual([Number.MAX_VALUE]);
  });

  it("ends on entries so small that their squares underflow", () => {
    expect(Array.from(singularValues([1, 1, 5e-324, 2 ** -540], 2, 2))[1]).toBeLessThanOrEqual(2 ** -250);
    expect(Array.from(singularValues([1, 2 ** -600, 1, 2 ** -600], 2, 2))[1]).toBeLessThanOrEqual(2 ** -250);
  });

  it("is not led astray by a column whose squares lose their digits to underflow", () => {
    // The length of (0, 3e-162) comes out 5 % off, and a reflection made of it would stretch the other column.
    const [first] = singularValues([0, 1, 3e-162, 1], 2, 2);
    expect(Math.abs((first ?? NaN) - Math.SQRT2)).toBeLessThanOrEqual(allowed(2, 2, Math.SQRT2));
  });

  it("resolves a value of 1e-12 beside 1, which squaring the matrix would lose", () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const values = singularValues([c, -s * 1e-12, s, c * 1e-12], 2, 2);
    // The columns are orthogonal already: their lengths are right to a few roundings each.
    expect(Math.abs((values[1] ?? NaN) - 1e-12)).toBeLessThanOrEqual(8 * u * 1e-12);
  });

  it("knows matrices whose spectrum is known, past the size of a register's worth of rows", () => {
    const size = 37;
    const at = (entry: (i: number, j: number) => number): number[] =>
      Array.from({ length: size * size }, (_, k) => entry(Math.floor(k / size), k % size));
    const shift = singularValues(
      at((i, j) => (j === i + 1 ? 1 : 0)),
      size,
      size,
    );
    expect(Array.from(shift)).toEqual([...Array.from({ length: size - 1 }, () => 1), 0]);
    // A reflection, I - 2 v vᵀ / |v|²: all values are 1.
    const square = (size * (size + 1)) / 2;
    const reflection = singularValues(
      at((i, j) => (i === j ? 1 : 0) - (2 * Math.sqrt((i + 1) * (j + 1))) / square),
      size,
      size,
    );
    for (const value of reflection)
      expect(Math.abs(value - 1)).toBeLessThanOrEqual(allowed(size, size, Math.sqrt(size)));
    // Of rank 1: the product of the two vectors' lengths.
    const [first, second] = singularValues(
      at((i, j) => (i + 1) * 2 ** -j),
      size,
      size,
    );
    const product = Math.sqrt(((size * (size + 1) * (2 * size + 1)) / 6) * ((1 - 4 ** -size) / (1 - 1 / 4)));
    expect(Math.abs((first ?? NaN) - product)).toBeLessThanOrEqual(allowed(size, size, product));
    expect(second).toBeLessThanOrEqual(allowed(size, size, product));
  });

  it("refuses what is not a finite matrix", () => {
    expect(() => singularValues([1, 2, 3], 2, 2)).toThrow(ShapeError);
    expect(() => singularValues([], 0, 0)).toThrow(/rows must be an integer >= 1, received 0/);
    expect(() => singularValues([1], 1, 1.5)).toThrow(/columns must be an integer >= 1, received 1.5/);
    expect(() => singularValues([1, NaN], 1, 2)).toThrow(/every entry must be finite, received NaN at 1/);
    expect(() => singularValues([Infinity], 1, 1)).toThrow(RangeError);
  });

  it("agrees with ml-matrix, for all matrices", () => {
    fc.assert(
      fc.property(matrices, ([rows, columns, entries]) => {
        // ml-matrix takes all below 2^-966 for 0, so nothing near it is compared.
        const rounded = entries.map((entry) => Math.round(entry * 2 ** 20) / 2 ** 20);
        const got = singularValues(rounded, rows, columns);
        // ml-matrix reduces to a bidiagonal form; it wants rows >= columns or it transposes itself.
        const expected = new SingularValueDecomposition(Matrix.from1DArray(rows, columns, rounded), {
          autoTranspose: true,
        }).diagonal.toSorted((a, b) => b - a);
        expect(got.length).toBe(Math.min(rows, columns));
        for (const [i, value] of got.entries()) {
          // ml-matrix is of the same kind, so it has the same error.
          expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThanOrEqual(
            2 * allowed(rows, columns, frobeniusOf(rounded)),
          );
        }
      }),
    );
  });

  it("agrees with Jacobi's rotations, for matrices of all shapes", () => {
    const shapes = fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 1e6 }),
      fc.constantFrom(0, 1, 8, 30),
    );
    fc.assert(
      fc.property(shapes, ([rows, columns, rank, seed, grading]) => {
        // A product of two matrices of noise, so that low ranks come up, with columns that fall off by powers of two.
        const entries = Array.from({ length: rows * columns }, (_, at) => {
          const [i, j] = [Math.floor(at / columns), at % columns];
          let sum = 0;
          for (let k = 0; k < rank; k++) sum += noise(i * rank + k, seed) * noise(j * rank + k, seed + 1);
          return sum * 2 ** -Math.floor((grading * j) / columns);
        });
        const expected = jacobiSingularValues(entries, rows, columns);
        const scale = frobeniusOf(entries);
        for (const [i, value] of singularValues(entries, rows, columns).entries()) {
          // Jacobi: twelve sweeps of min - 1 rotations a row, and cosines of (max + 8) · 2u that are left.
          const jacobi = (96 + 2 * (Math.max(rows, columns) + 8)) * Math.min(rows, columns) * u * scale;
          expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThanOrEqual(allowed(rows, columns, scale) + jacobi);
        }
      }),
    );
  });

  it("keeps the Frobenius norm, and is that of the transpose, for all matrices", () => {
    fc.assert(
      fc.property(matrices, ([rows, columns, entries]) => {
        const values = Array.from(singularValues(entries, rows, columns));
        const scale = frobeniusOf(entries);
        expect(Math.abs(frobeniusOf(values) - scale)).toBeLessThanOrEqual(allowed(rows, columns, scale) + 1e-300);
        const transposed = Array.from({ length: columns }, (_, j) =>
          Array.from({ length: rows }, (__, i) => entries[i * columns + j] ?? NaN),
        ).flat();
        const others = singularValues(transposed, columns, rows);
        for (const [i, value] of values.entries()) {
          expect(Math.abs(value - (others[i] ?? NaN))).toBeLessThanOrEqual(2 * allowed(rows, columns, scale) + 1e-300);
        }
      }),
    );
  });
});
