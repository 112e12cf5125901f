import * as fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { choleskyCompletes, frobeniusUp, isNormBelow, shorterSide } from "../../src/checker/norm-test.ts";

const work = (): { left: number } => ({ left: Infinity });

function svdNorm(values: ArrayLike<number>, rows: number, columns: number): number {
  const matrix = Matrix.from1DArray(rows, columns, Array.from(values));
  return new SingularValueDecomposition(rows < columns ? matrix.transpose() : matrix).norm2;
}

/** Matrices of whole numbers times a power of two, not zero. */
const matrices = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), fc.constantFrom(-160, -30, 0, 100))
  .chain(([rows, columns, exponent]) =>
    fc
      .array(fc.integer({ min: -100, max: 100 }), { minLength: rows * columns, maxLength: rows * columns })
      .filter((entries) => entries.some((entry) => entry !== 0))
      .map((entries) => ({ rows, columns, values: Float64Array.from(entries, (entry) => entry * 2 ** exponent) })),
  );

describe("isNormBelow", () => {
  it("accepts the norm plus a little, and nothing below it", () => {
    fc.assert(
      fc.property(matrices, ({ rows, columns, values }) => {
        const norm = svdNorm(values, rows, columns);
        const vectors = shorterSide(values, rows, columns);
        // The decomposition is right to 1e-13.
        expect(isNormBelow(vectors, norm * (1 + 1e-10), work())).toBe(true);
        expect(isNormBelow(vectors, norm * (1 - 1e-12), work())).toBe(false);
        expect(isNormBelow(vectors, norm / 2, work())).toBe(false);
      }),
    );
  });

  it("does so for complex matrices, which have the norm of a real one of twice their size", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 50, maxLength: 50 }),
        (count, length, entries) => {
          const values = Float64Array.from(entries.slice(0, 2 * count * length));
          fc.pre(values.some((entry) => entry !== 0));
          const real: number[] = [];
          for (const isLower of [false, true]) {
            for (let i = 0; i < count; i++) {
              const row = values.subarray(2 * length * i, 2 * length * (i + 1));
              const [re, im] = [[...row.subarray(0, length)], [...row.subarray(length)]];
              real.push(...(isLower ? [...im, ...re] : [...re, ...im.map((entry) => -entry)]));
            }
          }
          const norm = svdNorm(real, 2 * count, 2 * length);
          const vectors = { count, length, isComplex: true, values };
          expect(isNormBelow(vectors, norm * (1 + 1e-10), work())).toBe(true);
          expect(isNormBelow(vectors, norm * (1 - 1e-12), work())).toBe(false);
        },
      ),
    );
  });

  it("leaves room for its own rounding", () => {
    // A Hadamard matrix of order 8, whose norm is √8: the float64 next above it is too close to be told from it.
    const values = Float64Array.from({ length: 64 }, (_, k) => {
      let shared = Math.floor(k / 8) & (k % 8);
      let sign = 1;
      for (; shared > 0; shared >>= 1) if (shared & 1) sign = -sign;
      return sign;
    });
    const vectors = { count: 8, length: 8, isComplex: false, values };
    expect(isNormBelow(vectors, Math.sqrt(8) * (1 + 2 ** -52), work())).toBe(false);
    expect(isNormBelow(vectors, Math.sqrt(8) * (1 + 1e-12), work())).toBe(true);
  });

  it("accepts 0 for a matrix of zeros only", () => {
    const zeros = { count: 2, length: 3, isComplex: false, values: new Float64Array(6) };
    expect(isNormBelow(zeros, 0, work())).toBe(true);
    const tiny = { ...zeros, values: Float64Array.of(0, 0, Number.MIN_VALUE, 0, 0, 0) };
    expect(isNormBelow(tiny, 0, work())).toBe(false);
    expect(isNormBelow(tiny, 2 ** -700, work())).toBe(true);
  });

  it("accepts nothing where a number is not finite or a square overflows", () => {
    for (const bad of [Number.NaN, Infinity, 2 ** 600]) {
      const vectors = { count: 2, length: 2, isComplex: false, values: Float64Array.of(1, bad, 2, 3) };
      for (const bound of [1, 2 ** 500, Number.NaN]) expect(isNormBelow(vectors, bound, work())).toBe(false);
    }
  });

  it("is charged for its work", () => {
    const values = Float64Array.from({ length: 64 }, (_, i) => (i % 9 === 0 ? 1 : 0.01));
    const vectors = { count: 8, length: 8, isComplex: false, values };
    expect(() => isNormBelow(vectors, 1.05, { left: 10 })).toThrow(/10\^13/);
  });
});

describe("choleskyCompletes", () => {
  it("tells definite from indefinite matrices", () => {
    expect(choleskyCompletes(Float64Array.of(2, 0, 1, 2), 2)).toBe(true);
    expect(choleskyCompletes(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
    expect(choleskyCompletes(Float64Array.of(Number.NaN), 1)).toBe(false);
  });
});

describe("frobeniusUp", () => {
  it("is no smaller than the norm, and not by much", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (xs) => {
        const square = xs.reduce((sum, x) => sum + x * x, 0);
        const found = frobeniusUp(xs);
        expect(found * found).toBeGreaterThanOrEqual(square * (1 - 1e-15));
        expect(found).toBeLessThanOrEqual(Math.sqrt(square) * (1 + 1e-12));
      }),
    );
  });
});
