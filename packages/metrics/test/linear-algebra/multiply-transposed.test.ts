import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addProduct } from "../../src/linear-algebra/add-product.ts";
import { multiplyTransposed } from "../../src/linear-algebra/multiply-transposed.ts";

/** Small integers, of which every sum here is exact. */
const integers = (length: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.integer({ min: -99, max: 99 }), { minLength: length, maxLength: length })
    .map((x) => Float64Array.from(x));

const pairs = fc
  .tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 9 }))
  .chain(([m, n, depth]) => fc.tuple(fc.constant({ m, n, depth }), integers(m * depth), integers(n * depth)));

const dot = (a: Float64Array, i: number, b: Float64Array, j: number, depth: number): number =>
  Array.from({ length: depth }, (_, p) => (a[i * depth + p] ?? NaN) * (b[j * depth + p] ?? NaN)).reduce(
    (x, y) => x + y,
    0,
  );

describe("multiplyTransposed", () => {
  it("matches a product done by hand", () => {
    const product = multiplyTransposed(Float64Array.of(1, 2, 3, 4), 2, Float64Array.of(5, 6, 7, 8, 9, 10), 3, 2);
    expect(Array.from(product)).toEqual([17, 23, 29, 39, 53, 67]);
  });

  it("adds up slices of a long product", () => {
    const long = Float64Array.from({ length: 2 * 600 }, (_, i) => (i < 600 ? 1 : i % 600));
    expect(Array.from(multiplyTransposed(long, 2, long, 2, 600))).toEqual([600, 179_700, 179_700, 71_820_100]);
  });

  it("is made of dot products, for all sizes", () => {
    fc.assert(
      fc.property(pairs, ([{ m, n, depth }, a, b]) => {
        const expected = Array.from({ length: m * n }, (_, at) => dot(a, Math.floor(at / n), b, at % n, depth));
        expect(Array.from(multiplyTransposed(a, m, b, n, depth))).toEqual(expected);
      }),
    );
  });
});

describe("addProduct", () => {
  it("adds to what is there with its sign, and keeps to its rows and to the upper half, for all sizes", () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(1 as const, -1 as const), ([{ m, depth }, a], sign) => {
        const stride = m + 2;
        const values = Float64Array.from({ length: (m + 1) * stride }, (_, at) => at);
        const rows = { values: a, stride: depth, rows: m };
        addProduct({ values, stride, rows: m }, rows, rows, depth, { sign, upperOnly: true });
        const expected = values.map((value, at) => {
          const [i, j] = [Math.floor(at / stride), at % stride];
          if (i >= m || j >= m) return at;
          if (j >= i) return at + sign * dot(a, i, a, j, depth);
          // Tiles on the diagonal are whole ones, so some entries left of it may be either.
          return Math.floor(i / 4) > Math.floor(j / 4) ? at : value;
        });
        expect(values).toEqual(expected);
      }),
    );
  });
});
