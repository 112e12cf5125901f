import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gramOf } from "../../src/linear/gram.ts";
import { isNormBelow } from "../../src/linear/is-norm-below.ts";
import { svdNormOf } from "./support/oracle.ts";
import { testMargin } from "../../src/linear/is-gram-below.ts";

function real(count: number, values: readonly number[]): Parameters<typeof isNormBelow>[0] {
  return { count, length: values.length / count, re: Float64Array.from(values), im: null };
}

/** The largest float64 that is below the square root of a whole number, by bisection in whole numbers. */
function belowRoot(square: bigint): number {
  let root = Math.sqrt(Number(square));
  const isBelow = (x: number): boolean => BigInt(Math.round(x * 2 ** 40)) ** 2n < square << 80n;
  while (!isBelow(root)) root *= 1 - 2 ** -53;
  return root;
}

/** The square of a vector's length, exactly. */
function squareOf(xs: readonly number[]): bigint {
  return xs.reduce((sum, x) => sum + BigInt(x) ** 2n, 0n);
}

describe("isNormBelow", () => {
  it("decides about a matrix whose norm is known", () => {
    const matrix = real(2, [3, 0, 4, 5]); // √45
    expect(isNormBelow(matrix, Math.sqrt(45) * (1 + 1e-14))).toBe(true);
    expect(isNormBelow(matrix, 6.7)).toBe(false);
  });

  it("knows complex numbers from real ones", () => {
    const [re, im] = [Float64Array.of(1, 0, 0, 1), Float64Array.of(0, 1, 1, 0)]; // [1, i; i, 1]: twice its square is unitary
    expect(isNormBelow({ count: 2, length: 2, re, im }, 1.42)).toBe(true);
    expect(isNormBelow({ count: 2, length: 2, re, im }, 1.41)).toBe(false);
    // [1, i; −i, 1] has the same magnitudes, and rank 1.
    expect(isNormBelow({ count: 2, length: 2, re, im: Float64Array.of(0, 1, -1, 0) }, 1.999)).toBe(false);
    expect(isNormBelow({ count: 2, length: 2, re, im: Float64Array.of(0, 1, -1, 0) }, 2.001)).toBe(true);
  });

  it("says yes to zeros, and no to NaN", () => {
    expect(isNormBelow(real(1, [0, 0]), 0)).toBe(true);
    expect(isNormBelow(real(1, [0, 1]), 0)).toBe(false);
    expect(isNormBelow(real(1, [0, Number.NaN]), 10)).toBe(false);
    expect(isNormBelow(real(1, [0, 1]), Number.NaN)).toBe(false);
    expect(isNormBelow(real(1, [0, Infinity]), 1e300)).toBe(false);
  });

  it("bears numbers whose squares are beyond float64", () => {
    for (const size of [2 ** -1060, 2 ** -600, 2 ** 600, 2 ** 1020]) {
      expect(isNormBelow(real(2, [size, 2 * size, 2 * size, size]), 3 * size * (1 + 2 ** -9))).toBe(true);
      expect(isNormBelow(real(2, [size, 2 * size, 2 * size, size]), 3 * size * (1 - 2 ** -9))).toBe(false);
    }
  });

  it("never says yes below the norm, by one unit in the last place, for all matrices of rank one", () => {
    const vector = fc.array(fc.integer({ min: 1, max: 2 ** 20 }), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(vector, vector, fc.boolean(), (a, b, isTurned) => {
        const [count, length] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
        const [short, long] = a.length === count ? [a, b] : [b, a];
        const values = short.flatMap((x) => long.map((y) => x * y)); // exact, and the norm is |a| |b|
        const bound = belowRoot(squareOf(a) * squareOf(b));
        const zeros = new Float64Array(count * length);
        const re = Float64Array.from(values);
        const vectors = isTurned ? { count, length, re: zeros, im: re } : { count, length, re, im: null };
        expect(isNormBelow(vectors, bound)).toBe(false);
        expect(isNormBelow(vectors, bound * (1 + 1e-12))).toBe(true);
      }),
    );
  });

  it("is not deceived by squares that are lost in a sum", () => {
    // 2^-54 is less than half a unit of 1 in the last place: the sum of squares stays 1. The norm is √(1 + 999 · 2^-54).
    const values = Array.from({ length: 1000 }, (_, i) => (i === 0 ? 1 : 2 ** -27));
    expect(isNormBelow(real(1, values), 1 + 2 ** -46)).toBe(false);
    expect(isNormBelow(real(1, values), 1 + 2 ** -40)).toBe(true);
  });

  it("tells apart bounds a little above and below the norm, for all sizes", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.integer({ min: -99, max: 99 })), ([count, more], stream) => {
        const length = count + more;
        const values = Array.from({ length: count * length }, () => stream.next().value as number);
        fc.pre(values.some((x) => x !== 0));
        const norm = svdNormOf(values, count, length);
        expect(isNormBelow(real(count, values), norm * (1 + 1e-11))).toBe(true);
        expect(isNormBelow(real(count, values), norm * (1 - 1e-12))).toBe(false);
      }),
    );
  });

  it("is the same for a complex matrix as for its real form of twice the size, for all sizes", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.integer({ min: -99, max: 99 })), ([count, more], stream) => {
        const length = count + more;
        const draw = (): Float64Array =>
          Float64Array.from({ length: count * length }, () => stream.next().value as number);
        const [re, im] = [draw(), draw()];
        fc.pre(re.some((x) => x !== 0));
        // [re, −im; im, re] has every singular value twice.
        const form = Array.from({ length: 2 * count }, (_, i) =>
          Array.from({ length: 2 * length }, (_entry, j) => {
            const at = (i % count) * length + (j % length);
            if (i < count === j < length) return re[at] ?? 0;
            return (i < count ? -1 : 1) * (im[at] ?? 0);
          }),
        );
        const norm = svdNormOf(form.flat(), 2 * count, 2 * length);
        expect(isNormBelow({ count, length, re, im }, norm * (1 + 1e-11))).toBe(true);
        expect(isNormBelow({ count, length, re, im }, norm * (1 - 1e-12))).toBe(false);
      }),
    );
  });
});

describe("gramOf and testMargin", () => {
  const unit = 2 ** -53;

  it("allow for every rounding of a real matrix", () => {
    const gram = gramOf(
      real(
        10,
        Array.from({ length: 1000 }, () => 1),
      ),
    );
    expect(gram.error).toBeGreaterThanOrEqual(100 * unit * 1000); // γ_m ‖A‖_F²
    expect(gram.error).toBeLessThan(103 * unit * 1000);
    const [bound, trace] = [40, 10 * (1600 - 100)];
    const margin = gram.error + 11 * unit * trace + 4 * unit * 1600;
    expect(testMargin(gram, bound)).toBeGreaterThanOrEqual(margin);
    expect(testMargin(gram, bound)).toBeLessThan(1.2 * margin);
  });

  it("allow for the roundings of the diagonal", () => {
    // One number 1: a product, the square of the bound, and two differences have a rounding each; the trace is next to nothing.
    expect(testMargin(gramOf(real(1, [1])), 1 + 2 ** -50)).toBeGreaterThanOrEqual(5 * unit);
  });

  it("allow for every rounding of a complex matrix", () => {
    const ones = new Float64Array(1000).fill(1);
    const gram = gramOf({ count: 10, length: 100, re: ones, im: ones });
    expect(gram.error).toBeGreaterThanOrEqual(Math.SQRT2 * 200 * unit * 2000 * (1 - 1e-15)); // √2 γ_2m ‖A‖_F²
    expect(gram.error).toBeLessThan(Math.SQRT2 * 205 * unit * 2000);
    const [bound, trace] = [50, 10 * (2500 - 200)];
    const margin = gram.error + Math.SQRT2 * 22 * unit * trace + 4 * unit * 2500;
    expect(testMargin(gram, bound)).toBeGreaterThanOrEqual(margin);
    expect(testMargin(gram, bound)).toBeLessThan(1.2 * margin);
  });
});
