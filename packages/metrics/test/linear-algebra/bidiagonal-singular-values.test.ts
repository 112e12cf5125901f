import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bidiagonalSingularValues } from "../../src/linear-algebra/bidiagonal-singular-values.ts";
import { jacobiSingularValues } from "../support/jacobi-singular-values.ts";

/** Unit roundoff of float64. */
const u = 2 ** -53;

const valuesOf = (diagonal: readonly number[], superdiagonal: readonly number[]): number[] =>
  Array.from(
    bidiagonalSingularValues({
      diagonal: Float64Array.from(diagonal),
      superdiagonal: Float64Array.from(superdiagonal),
    }),
  );

/** An entry of about 1, or a very small one, or 0. */
const entry = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, 0, 0, -8, -26, -52, -120, -700))
  .map(([value, exponent]) => value * 2 ** exponent);

const bidiagonals = fc
  .integer({ min: 1, max: 30 })
  .chain((n) =>
    fc.tuple(fc.array(entry, { minLength: n, maxLength: n }), fc.array(entry, { minLength: n - 1, maxLength: n - 1 })),
  );

describe("bidiagonalSingularValues", () => {
  it("sorts the sizes of a diagonal", () => {
    expect(valuesOf([1, -3, 2], [0, 0])).toEqual([3, 2, 1]);
    expect(valuesOf([0], [])).toEqual([0]);
  });

  it("clears a diagonal of zeros in one sweep", () => {
    expect(valuesOf([0, 0, 0, 0], [3, 1, 2])).toEqual([3, 2, 1, 0]);
    expect(valuesOf([0, 1], [1])).toEqual([Math.SQRT2, 0]);
  });

  it("finds a small value to its own precision", () => {
    // The product of the values is that of the diagonal, and the largest is √2 to rounding.
    const [first, second] = valuesOf([1, 2 ** -200], [1]);
    expect(Math.abs((first ?? NaN) - Math.SQRT2)).toBeLessThanOrEqual(8 * u);
    expect(Math.abs((second ?? NaN) - 2 ** -200 / Math.SQRT2)).toBeLessThanOrEqual(32 * u * 2 ** -200);
  });

  it("finds a small value to its own precision in the middle of large ones", () => {
    const product = valuesOf([1, 2 ** -200, 1, 1], [1, 1, 1]).reduce((total, value) => total * value, 1);
    // The product of the diagonal, 2^-200; each of some ten sweeps of three rotations costs a value a few roundings.
    expect(Math.abs(product - 2 ** -200)).toBeLessThanOrEqual(4 * 10 * 3 * 8 * u * 2 ** -200);
  });

  it("leaves what it is given as it is", () => {
    const given = { diagonal: Float64Array.of(1, 2), superdiagonal: Float64Array.of(3) };
    bidiagonalSingularValues(given);
    expect(given).toEqual({ diagonal: Float64Array.of(1, 2), superdiagonal: Float64Array.of(3) });
  });

  it("gives up with an error instead of hanging, on what is not a number", () => {
    expect(() => valuesOf([1, NaN, 1], [1, 1])).toThrow(/expected to converge in 90 sweeps for 3 values/);
  });

  it("agrees with Jacobi's rotations, for all bidiagonal matrices of all scales", () => {
    fc.assert(
      fc.property(bidiagonals, ([diagonal, superdiagonal]) => {
        const n = diagonal.length;
        const matrix = Array.from({ length: n * n }, (_, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          return (i === j ? diagonal[i] : j === i + 1 ? superdiagonal[i] : 0) ?? NaN;
        });
        const expected = jacobiSingularValues(matrix, n, n);
        // Sweeps as in the tests of singularValues, 80 n u; Jacobi's own (96 + 2 n + 16) n u.
        const tolerance = (192 + 2 * n) * n * u * Math.hypot(...matrix) + 2 ** -250;
        for (const [i, value] of valuesOf(diagonal, superdiagonal).entries()) {
          expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThanOrEqual(tolerance);
        }
      }),
    );
  });
});
