import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { floats } from "../wasm-kernels/support/arbitraries.ts";
import { withoutLeak } from "../wasm-kernels/support/run-kernel.ts";
import { startWay, ways } from "./support/backends.ts";

/** Unit roundoff of float32. */
const u = 2 ** -24;

type Row = ArrayLike<number>;

const tensorOf = (row: Row): tf.Tensor => tf.tensor1d(Float32Array.from(row));
const dot = (a: Row, b: Row): number => Array.from(a).reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0);

interface Given {
  /** W, `columns x rows`, row by row. */
  readonly value: Row;
  /** vᵀW. */
  readonly product: Row;
  readonly left: Row;
}

/** W̄, and the divisor with the sign. */
function normalize({ value, product, left }: Given, scale: number): number[][] {
  return tf.tidy(() => {
    const inputs = { value: tensorOf(value), product: tensorOf(product), u: tensorOf(left) };
    const results = tf.engine().runKernel<tf.Tensor[]>("SpectralNormalize", inputs, { scale });
    return results.map((result) => Array.from(result.dataSync()));
  });
}

interface GradientGiven {
  readonly dy: Row;
  readonly value: Row;
  readonly left: Row;
  readonly right: Row;
  readonly divisor: number;
  readonly sign: number;
}

function gradient({ dy, value, left, right, divisor, sign }: GradientGiven, scale: number): number[] {
  return tf.tidy(() => {
    const inputs = {
      dy: tensorOf(dy),
      value: tensorOf(value),
      u: tensorOf(left),
      v: tensorOf(right),
      division: tf.tensor1d([divisor, sign]),
    };
    return [...tf.engine().runKernel<tf.Tensor>("SpectralNormalizeGradient", inputs, { scale }).dataSync()];
  });
}

describe.each(ways)("SpectralNormalize with $name", (way) => {
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    stop = await startWay(way);
  });
  afterAll(() => stop?.());

  it("divides by |product · u| and tells its sign", () => {
    const value = [1, 2, 3, 4, 5, 6];
    expect(normalize({ value, product: [-1, 1], left: [4, 2] }, 1)).toEqual([value.map((x) => x / 2), [2, -1]]);
    expect(normalize({ value, product: [1, 1], left: [2, 2] }, 8)).toEqual([value.map((x) => 2 * x), [4, 1]]);
  });

  it("takes the matrix as it is where the norm is zero", () => {
    expect(normalize({ value: [1, 2, 3, 4, 5], product: [1, -1], left: [1, 1] }, 2)).toEqual([
      [2, 4, 6, 8, 10],
      [1, 0],
    ]);
  });

  it.each([NaN, Infinity, -Infinity])("makes all of it NaN where the norm is %d", (bad) => {
    const [bar, division] = normalize({ value: [1, 2, 3, 4, 5], product: [bad, 1], left: [1, 1] }, 1);
    expect([bar, division?.[0]]).toEqual([[NaN, NaN, NaN, NaN, NaN], NaN]);
  });

  it("makes a norm that float32 cannot hold NaN, and one that it rounds to zero zero", () => {
    expect(normalize({ value: [1], product: [2 ** 127], left: [2] }, 1)).toEqual([[NaN], [NaN, 1]]);
    expect(normalize({ value: [1], product: [2 ** -149], left: [0.25] }, 1)).toEqual([[1], [1, 0]]);
  });

  it("gives the gradient by hand: of W = (3), v = u = (1), σ = 3 it is zero, as W̄ is always 1", () => {
    expect(gradient({ dy: [7], value: [3], left: [1], right: [1], divisor: 3, sign: 1 }, 1)).toEqual([0]);
  });

  it("passes the cotangent through, times the scale, where the norm is zero", () => {
    const dy = [1, 2, 3, 4, 5, NaN];
    const given = { dy, value: [9, 9, 9, 9, 9, 9], left: [1, 1], right: [1, 1, 1], divisor: 1, sign: 0 };
    expect(gradient(given, 2)).toEqual([2, 4, 6, 8, 10, NaN]);
  });

  it("refuses vectors that do not span the matrix", () => {
    expect(() => normalize({ value: [1, 2], product: [1, 1], left: [1, 1, 1] }, 1)).toThrow(
      new RangeError("SpectralNormalize: u must hold 2 numbers, received [3]"),
    );
    const given = { dy: [1, 2], value: [1, 2], left: [1, 1], right: [1, 1], divisor: 1, sign: 1 };
    expect(() => gradient(given, 1)).toThrow(
      new RangeError("SpectralNormalizeGradient: v must hold 1 numbers, received [2]"),
    );
  });

  it("leaves no tensor and no buffer behind", () => {
    withoutLeak(() => {
      normalize({ value: [1, 2], product: [1], left: [1] }, 1);
      gradient({ dy: [1, 2], value: [1, 2], left: [1], right: [1, 1], divisor: 1, sign: 1 }, 1);
    });
  });

  const shape = fc.record({ columns: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 11 }) });

  it("is W / σ · scale within three roundings, for all matrices", () => {
    fc.assert(
      fc.property(shape, fc.nat(1e6), fc.constantFrom(1, 0.7), ({ columns, rows }, seed, scale) => {
        const value = floats(columns * rows, seed);
        const [product, left] = [floats(rows, seed + 1), floats(rows, seed + 2)];
        const pairing = dot(product, left);
        fc.pre(Math.abs(pairing) > 2 ** -20);
        const [bar = [], division = []] = normalize({ value, product, left }, scale);
        expect(division[1]).toBe(Math.sign(pairing));
        for (const [i, x] of bar.entries()) {
          const exact = ((value[i] ?? NaN) / Math.abs(pairing)) * scale;
          // σ, the scale, the quotient and the product are rounded once each; 1.01 for the terms of second order.
          expect(Math.abs(x - exact)).toBeLessThanOrEqual(1.01 * 4 * u * Math.abs(exact));
        }
      }),
    );
  });

  it("has the gradient scale (G - ⟨G, W / σ⟩ sign v uᵀ) / σ, for all matrices", () => {
    fc.assert(
      fc.property(
        shape,
        fc.nat(1e6),
        fc.constantFrom(1, 0.7),
        fc.constantFrom(1, -1),
        ({ columns, rows }, seed, scale, sign) => {
          const [value, dy] = [floats(columns * rows, seed), floats(columns * rows, seed + 1)];
          const [left, right] = [floats(rows, seed + 2), floats(columns, seed + 3)];
          const divisor = 1.5;
          const lambda = dot(dy, value) / divisor;
          const found = gradient({ dy, value, left, right, divisor, sign }, scale);
          for (const [k, x] of found.entries()) {
            const outer = lambda * sign * (right[Math.floor(k / rows)] ?? NaN) * (left[k % rows] ?? NaN);
            const exact = (scale * ((dy[k] ?? NaN) - outer)) / divisor;
            // λ v and its product with u are rounded, then the difference, the quotient, the scale and its product.
            const size = (scale * (Math.abs(dy[k] ?? NaN) + Math.abs(outer))) / divisor;
            expect(Math.abs(x - exact), `entry ${k}`).toBeLessThanOrEqual(1.01 * 6 * u * size);
          }
        },
      ),
    );
  });
});
