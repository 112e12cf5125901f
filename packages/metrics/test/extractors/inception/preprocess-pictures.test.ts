import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { preprocessPictures } from "../../../src/extractors/inception/preprocess-pictures.ts";

/** Unit roundoff of float32. */
const u = 2 ** -24;

/** Where the output pixel i of a resize reads, in pixels of the input. */
type Position = (i: number, input: number, output: number) => number;

/** TensorFlow 1 with both flags false. */
const plain: Position = (i, input, output) => (i * input) / output;
const halfPixel: Position = (i, input, output) => ((i + 0.5) * input) / output - 0.5;
const alignedCorners: Position = (i, input, output) => (output === 1 ? 0 : (i * (input - 1)) / (output - 1));

/** The weights of the input pixels in the output pixel i. */
type Weights = (i: number, input: number, output: number) => readonly number[];

const bilinear =
  (position: Position): Weights =>
  (i, input, output) => {
    const at = Math.max(0, position(i, input, output));
    const low = Math.min(Math.floor(at), input - 1);
    const high = Math.min(low + 1, input - 1);
    const weights = Array.from({ length: input }, () => 0);
    weights[low] = 1 - (at - low);
    weights[high] = (weights[high] ?? 0) + (at - low);
    return weights;
  };

/** A triangle as wide as the output pixel, as Pillow has it, so that every input pixel counts. */
const antialiased: Weights = (i, input, output) => {
  const scale = Math.max(1, input / output);
  const center = ((i + 0.5) * input) / output;
  const raw = Array.from({ length: input }, (_, j) => Math.max(0, 1 - Math.abs((j + 0.5 - center) / scale)));
  const sum = raw.reduce((a, b) => a + b);
  return raw.map((weight) => weight / sum);
};

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, k) => sum + x * (b[k] ?? NaN), 0);

/** A resize in float64: rows and columns apart, which gives the same. */
function resized(picture: readonly (readonly number[])[], size: number, weights: Weights): number[][] {
  const rows = Array.from({ length: size }, (_, i) => weights(i, picture.length, size));
  const columns = Array.from({ length: size }, (_, j) => weights(j, picture[0]?.length ?? 0, size));
  const narrowed = picture.map((row) => columns.map((column) => dot(row, column)));
  return rows.map((row) =>
    columns.map((_, j) =>
      dot(
        row,
        narrowed.map((line) => line[j] ?? NaN),
      ),
    ),
  );
}

/** A picture of one channel with pixels in [-1, 1], and those pixels in [0, 255] as float64. */
function tensorOf(picture: readonly (readonly number[])[]): { tensor: tf.Tensor4D; values: number[][] } {
  const rounded = picture.map((row) => row.map(Math.fround));
  return {
    tensor: tf.tensor4d(rounded.flat(), [1, rounded.length, rounded[0]?.length ?? 0, 1]),
    values: rounded.map((row) => row.map((x) => (x + 1) * 127.5)),
  };
}

/**
 * v = 127.5 (x + 1) is rounded twice, 2u · 255. The position `i · in/out` is up to `in` and rounded twice, so the fraction
 * between two pixels, which are up to 255 apart, is off by 2u · in in both directions. Each of three interpolations
 * a + (b - a) t rounds three times, at sizes up to 255. The range then subtracts and divides, at sizes up to 255.
 */
const allowed = (height: number, width: number): number => 255 * u * (2 + 2 * height + 2 * width + 9 + 3);

const size = fc.integer({ min: 1, max: 9 });
const pictures = fc.tuple(size, size).chain(([height, width]) => {
  const row = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: width, maxLength: width });
  return fc.array(row, { minLength: height, maxLength: height });
});

/** A checkerboard, on which resizes differ most. */
const checkerboard = (length: number): number[][] =>
  Array.from({ length }, (_, i) => Array.from({ length }, (__, j) => ((i + j) % 2 === 0 ? -1 : 1)));

function largestDifference(got: ArrayLike<number>, want: readonly (readonly number[])[]): number {
  return want.flat().reduce((worst, value, i) => Math.max(worst, Math.abs(value - (got[i] ?? NaN))), 0);
}

describe.each(["cpu", "wasm"] as const)("preprocessPictures on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend, backend === "wasm" ? { threads: 1 } : {});
  });

  it("runs there", () => {
    expect(tf.getBackend()).toBe(backend);
  });

  it("resizes a row done by hand", () => {
    // From 2 to 4 pixels the outputs read at 0, 1/2, 1 and 3/2, and beyond the last pixel it is repeated.
    const { tensor } = tensorOf([[-1, 1]]);
    const row = preprocessPictures(tf.tile(tensor, [1, 4, 1, 1]), { size: 4, channels: 1, pixels: "unit" });
    expect(Array.from(row.dataSync().subarray(0, 4))).toEqual([0, 0.5, 1, 1]);
  });

  it.each([
    ["inception", [-1, 0, 127 / 128]],
    ["signed", [-1, 1 / 255, 1]],
    ["unit", [0, 128 / 255, 1]],
  ] as const)("brings the pixels 0, 128 and 255 to the range %s", (pixels, want) => {
    const { tensor } = tensorOf([0, 128, 255].map((value) => Array.from({ length: 3 }, () => value / 127.5 - 1)));
    const got = preprocessPictures(tensor, { size: 3, channels: 1, pixels }).dataSync();
    const unit = pixels === "unit" ? 255 : 127.5; // sizes up to 255, divided by it
    for (const [i, value] of want.entries()) {
      expect(Math.abs((got[3 * i] ?? NaN) - value)).toBeLessThanOrEqual(allowed(3, 3) / unit);
    }
  });

  it("makes three equal channels of a grey picture, and leaves three as they are", () => {
    const { tensor } = tensorOf([
      [0.25, -0.5],
      [1, 0],
    ]);
    const grey = preprocessPictures(tensor, { size: 5, channels: 3, pixels: "unit" });
    const colored = preprocessPictures(tf.tile(tensor, [1, 1, 1, 3]), { size: 5, channels: 3, pixels: "unit" });
    expect(grey.shape).toEqual([1, 5, 5, 3]);
    expect(grey.dataSync()).toEqual(colored.dataSync());
  });

  it.each([
    ["half-pixel centres", bilinear(halfPixel), 4, 9],
    ["aligned corners", bilinear(alignedCorners), 4, 9],
    ["antialiasing", antialiased, 9, 4],
  ] as const)(
    "is not a resize with %s, which would be another by more than ten grey levels",
    (_what, other, from, to) => {
      const { tensor, values } = tensorOf(checkerboard(from));
      const got = preprocessPictures(tensor, { size: to, channels: 1, pixels: "unit" });
      const scaled = Array.from(got.dataSync(), (value) => 255 * value);
      expect(largestDifference(scaled, resized(values, to, bilinear(plain)))).toBeLessThanOrEqual(allowed(from, from));
      expect(largestDifference(scaled, resized(values, to, other))).toBeGreaterThan(10);
    },
  );

  it("resizes as TensorFlow 1 does, larger and smaller, for all pictures", () => {
    fc.assert(
      fc.property(pictures, fc.integer({ min: 1, max: 13 }), (picture, to) => {
        const { tensor, values } = tensorOf(picture);
        const got = preprocessPictures(tensor, { size: to, channels: 1, pixels: "inception" });
        const want = resized(values, to, bilinear(plain)).map((row) => row.map((value) => (value - 128) / 128));
        const [height, width] = [picture.length, picture[0]?.length ?? 0];
        expect(largestDifference(got.dataSync(), want)).toBeLessThanOrEqual(allowed(height, width) / 128);
        tf.dispose([tensor, got]);
      }),
    );
  });

  it("resizes 32 to 299 pixels", () => {
    const picture = Array.from({ length: 32 }, (_, i) =>
      Array.from({ length: 32 }, (__, j) => Math.sin(i * 7 + j * j)),
    );
    const { tensor, values } = tensorOf(picture);
    const got = preprocessPictures(tensor, { size: 299, channels: 1, pixels: "unit" });
    const want = resized(values, 299, bilinear(plain)).map((row) => row.map((value) => value / 255));
    expect(largestDifference(got.dataSync(), want)).toBeLessThanOrEqual(allowed(32, 32) / 255);
  });
});
