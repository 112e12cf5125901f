import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { floats } from "../wasm-kernels/support/arbitraries.ts";
import { withoutLeak } from "../wasm-kernels/support/run-kernel.ts";
import { startWay, ways } from "./support/backends.ts";

/** Unit roundoff of float32, and half its smallest number. */
const u = 2 ** -24;
const tiny = 2 ** -150;

type Numbers = ArrayLike<number>;

interface Options {
  readonly rows: number;
  readonly norm?: number;
}

const tensorOf = (values: Numbers): tf.Tensor => tf.tensor1d(Float32Array.from(values));

function normalize(value: Numbers, { rows, norm = 1 }: Options): number[] {
  return tf.tidy(() => [
    ...tf
      .engine()
      .runKernel<tf.Tensor>("WeightNormalize", { value: tensorOf(value) }, { rows, norm })
      .dataSync(),
  ]);
}

function gradient(dy: Numbers, value: Numbers, { rows, norm = 1 }: Options): number[] {
  return tf.tidy(() => {
    const inputs = { dy: tensorOf(dy), value: tensorOf(value) };
    return [...tf.engine().runKernel<tf.Tensor>("WeightNormalizeGradient", inputs, { rows, norm }).dataSync()];
  });
}

/** Row o of a matrix whose transpose is given. */
const rowOf = (values: Numbers, rows: number, o: number): number[] =>
  Array.from(values).filter((_, place) => place % rows === o);

describe.each(ways)("WeightNormalize with $name", (way) => {
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    stop = await startWay(way);
  });
  afterAll(() => stop?.());

  it("gives each row the norm, and leaves a row of zeros", () => {
    expect(normalize([3, 0, 4, 0], { rows: 2 })).toEqual([Math.fround(0.6), 0, Math.fround(0.8), 0]);
    expect(normalize([3, 5, -2, 0, 7, 4, 12, 0, 0, -7], { rows: 5, norm: 2 })).toEqual(
      [6 / 5, 10 / 13, -2, 0, Math.SQRT2, 8 / 5, 24 / 13, 0, 0, -Math.SQRT2].map(Math.fround),
    );
  });

  it.each([NaN, Infinity, -Infinity])("makes the row of a %d NaN and no other", (bad) => {
    const value = [1, 2, 3, 4, 5, bad, 2, 3, 4, 5]; // two columns of five rows
    const dy = value.map(() => 1);
    for (const result of [normalize(value, { rows: 5 }), gradient(dy, value, { rows: 5 })]) {
      expect(rowOf(result, 5, 0)).toEqual([NaN, NaN]);
      for (const row of [1, 2, 3, 4]) expect(rowOf(result, 5, row).every(Number.isFinite)).toBe(true);
    }
  });

  it("is right where squares leave float32: at its largest and at its smallest numbers", () => {
    const most = 2 ** 127;
    const least = 2 ** -149;
    expect(normalize([3 * 2 ** 125, 3 * least, 2 ** 127, 4 * least], { rows: 2 })).toEqual(
      [0.6, 0.6, 0.8, 0.8].map(Math.fround),
    );
    expect(normalize([most, least, 1, 0], { rows: 2, norm: most })).toEqual([most, most, 1, 0]);
    // A row that is longer than float32 can hold.
    expect(normalize([most, most, most, most], { rows: 1 })).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it("has the gradient by hand: none along a row, all of it across, the norm of a row of zeros", () => {
    const [value, across] = [
      [3, 0, 4, 0],
      [-4, 7, 3, 8],
    ];
    expect(gradient(value, value, { rows: 2 })).toEqual([0, 0, 0, 0]);
    expect(gradient(across, value, { rows: 2, norm: 10 })).toEqual([-8, 70, 6, 80]);
  });

  it("refuses rows that do not divide the matrix, and a cotangent of another size", () => {
    expect(() => normalize([1, 2, 3], { rows: 2 })).toThrow(
      new RangeError("WeightNormalize: rows must divide the 3 entries of [3], received 2"),
    );
    expect(() => normalize([1, 2, 3], { rows: 0 })).toThrow(RangeError);
    expect(() => gradient([1, 2], [1, 2, 3], { rows: 3 })).toThrow(
      new RangeError("WeightNormalizeGradient: dy must hold 3 numbers, received [2]"),
    );
  });

  it("leaves no tensor and no buffer behind", () => {
    withoutLeak(() => {
      normalize([1, 2, 3, 4, 5, 6], { rows: 3 });
      gradient([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], { rows: 3 });
    });
  });

  const shape = fc.record({ columns: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 11 }) });
  const scales = fc.constantFrom(1, 2 ** -120, 2 ** 120);

  it("is norm · w / ‖w‖ rounded once, for all matrices of all sizes", () => {
    fc.assert(
      fc.property(shape, fc.nat(1e6), fc.constantFrom(1, 0.7), scales, ({ columns, rows }, seed, norm, scale) => {
        const value = floats(columns * rows, seed).map((x) => x * scale);
        const found = normalize(value, { rows, norm });
        for (let o = 0; o < rows; o++) {
          const row = rowOf(value, rows, o);
          const length = Math.hypot(...row);
          for (const [k, x] of rowOf(found, rows, o).entries()) {
            const exact = length === 0 ? 0 : (norm * (row[k] ?? NaN)) / length;
            // 1.01 for the roundings of float64.
            expect(Math.abs(x - exact)).toBeLessThanOrEqual(1.01 * (u * Math.abs(exact) + tiny));
          }
        }
      }),
    );
  });

  it("has the gradient norm (g - ⟨g, w⟩ w / ‖w‖²) / ‖w‖, rounded once, for all matrices of all sizes", () => {
    fc.assert(
      fc.property(shape, fc.nat(1e6), fc.constantFrom(1, 0.7), scales, ({ columns, rows }, seed, norm, scale) => {
        const [value, dy] = [floats(columns * rows, seed).map((x) => x * scale), floats(columns * rows, seed + 1)];
        const found = gradient(dy, value, { rows, norm });
        for (let o = 0; o < rows; o++) {
          const [row, g] = [rowOf(value, rows, o), rowOf(dy, rows, o)];
          const length = Math.hypot(...row);
          if (length === 0) continue;
          const along = row.reduce((sum, x, k) => sum + (x / length) * (g[k] ?? NaN), 0);
          for (const [k, x] of rowOf(found, rows, o).entries()) {
            const exact = (norm * ((g[k] ?? NaN) - (along * (row[k] ?? NaN)) / length)) / length;
            if (Math.abs(exact) > 2 ** 127) continue; // float32 has no such number
            // Besides the one rounding, those of sums over the row in float64, of terms of the size of g.
            const wide = ((columns + 8) * 2 ** -52 * norm * Math.hypot(...g)) / length;
            expect(Math.abs(x - exact), `entry ${k}`).toBeLessThanOrEqual(1.01 * (u * Math.abs(exact) + tiny) + wide);
          }
        }
      }),
    );
  });
});
