import * as fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { ShapeError } from "@lipschitz-gan/core";
import { effectiveRank, singularValues } from "@lipschitz-gan/metrics";

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
 * Backward error of a Jacobi method: each of s sweeps multiplies by n - 1 rotations a vector, each off by a few
 * roundings of the vector's length, and stops at cosines of `(max + 8) · 2u`, which moves a value by n times that.
 */
const allowed = (rows: number, columns: number, frobenius: number): number => {
  const sweeps = 12;
  return (
    (8 * sweeps * Math.min(rows, columns) + 2 * Math.min(rows, columns) * (Math.max(rows, columns) + 8)) * u * frobenius
  );
};

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

  it("resolves a value of 1e-12 beside 1, which squaring the matrix would lose", () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const values = singularValues([c, -s * 1e-12, s, c * 1e-12], 2, 2);
    // The columns are orthogonal already: their lengths are right to a few roundings each.
    expect(Math.abs((values[1] ?? NaN) - 1e-12)).toBeLessThanOrEqual(8 * u * 1e-12);
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
          expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThanOrEqual(
            2 * allowed(rows, columns, frobeniusOf(rounded)),
          );
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

describe("effectiveRank", () => {
  it("is the number of equal values, whatever their size", () => {
    for (const size of [1e-300, 1, 1e300]) {
      expect(Math.abs(effectiveRank([size, size, 0, size]) - 3)).toBeLessThanOrEqual(3 * 8 * u);
    }
  });

  it("is 0 for a zero spectrum and 1 for a single direction", () => {
    expect(effectiveRank([0, 0])).toBe(0);
    expect(effectiveRank([0, 7, 0])).toBe(1);
  });

  it.each([[[]], [[-1]], [[1, NaN]], [[Infinity]]])("refuses %o", (values) => {
    expect(() => effectiveRank(values)).toThrow(RangeError);
  });

  it("lies between 1 and n and does not change with scale or order, for all spectra", () => {
    const spectrum = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(spectrum, fc.double({ min: 0.1, max: 10, noNaN: true }), (values, scale) => {
        const rank = effectiveRank(values);
        // The entropy, at most log 20 < 3, is a sum of n terms of a few roundings each.
        const error = rank * (values.length + 8) * 4 * u * 3;
        expect(rank).toBeGreaterThanOrEqual(1 - error);
        expect(rank).toBeLessThanOrEqual(values.length + error);
        expect(Math.abs(effectiveRank(values.toReversed()) - rank)).toBeLessThanOrEqual(error);
        expect(Math.abs(effectiveRank(values.map((value) => value * scale)) - rank)).toBeLessThanOrEqual(error);
      }),
    );
  });
});
