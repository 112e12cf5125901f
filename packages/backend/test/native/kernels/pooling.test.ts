import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { watchRefusals, type RefusalWatch } from "../support/watch-refusals.ts";
import { nativeBackends } from "../../support/tested-backends.ts";
import { outsideTolerance, runKernel, withoutLeak } from "../../wasm-kernels/support/run-kernel.ts";
import {
  attributes,
  inputShape,
  maxima,
  maximumGradient,
  meanGradient,
  means,
  outputShape,
  type PoolingCase,
  type PoolingReference,
} from "./support/pooling-reference.ts";

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const pairOf = (max: number): fc.Arbitrary<[number, number]> => fc.tuple(upTo(max), upTo(max));

/** Margins shorter than the window, so that no window lies outside of the image. */
const geometry: fc.Arbitrary<PoolingCase> = pairOf(4).chain((window) => {
  const margin = (d: 0 | 1): fc.Arbitrary<[number, number]> => fc.tuple(fc.nat(window[d] - 1), fc.nat(window[d] - 1));
  return fc
    .record({
      batch: upTo(2),
      size: pairOf(7),
      channels: fc.constantFrom(1, 3, 8, 16, 17),
      window: fc.constant(window),
      strides: pairOf(4),
      pad: fc.oneof(fc.constantFrom("same" as const, "valid" as const), fc.tuple(margin(0), margin(1))),
    })
    .filter((given) => outputShape(given).every((size) => size > 0));
});

/** Few different whole numbers: many ties, and sums without rounding. */
const wholeNumbers = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: -3, max: 3 }), { minLength: length, maxLength: length });

const cases = geometry.chain((given) =>
  fc.record({
    given: fc.constant(given),
    x: wholeNumbers(sizeOf(inputShape(given))),
    dy: wholeNumbers(sizeOf(outputShape(given))),
  }),
);

function pool(kernel: "AvgPool" | "MaxPool", given: PoolingCase, x: readonly number[]): Float32Array | Int32Array {
  const inputs = { x: { data: Float32Array.from(x), shape: inputShape(given) } };
  return runKernel(kernel, inputs, attributes(given)).data;
}

function gradient(
  kernel: "AvgPoolGrad" | "MaxPoolGrad",
  given: PoolingCase,
  x: readonly number[],
  dy: readonly number[],
): Float32Array | Int32Array {
  const output = { data: Float32Array.from(dy), shape: outputShape(given) };
  const inputs = { dy: output, input: { data: Float32Array.from(x), shape: inputShape(given) }, output };
  return runKernel(kernel, inputs, attributes(given)).data;
}

const agrees = (found: ArrayLike<number>, expected: PoolingReference): void => {
  expect(outsideTolerance(found, expected)).toEqual([]);
};

for (const { title, isMissing, start } of nativeBackends) {
  describe.skipIf(isMissing)(`pooling on ${title}`, () => {
    let stop: (() => Promise<void>) | undefined;
    let watch: RefusalWatch | undefined;
    beforeAll(async () => {
      stop = await start();
      watch = watchRefusals();
    });
    afterEach(() => {
      watch?.check();
    });
    afterAll(async () => {
      watch?.end();
      await stop?.();
    });

    const square: PoolingCase = { batch: 1, size: [2, 2], channels: 1, window: [2, 2], strides: [2, 2], pad: "valid" };

    it("takes the mean and the maximum of four pixels", () => {
      expect(Array.from(pool("AvgPool", square, [1, 2, 3, 6]))).toEqual([3]);
      expect(Array.from(pool("MaxPool", square, [1, 2, 6, 3]))).toEqual([6]);
    });

    it("sends a gradient to the first of equal maxima, and to all pixels of a mean", () => {
      expect(Array.from(gradient("MaxPoolGrad", square, [1, 2, 2, 2], [5]))).toEqual([0, 5, 0, 0]);
      expect(Array.from(gradient("AvgPoolGrad", square, [1, 2, 2, 2], [4]))).toEqual([1, 1, 1, 1]);
    });

    it.each([1, 16])("keeps NaN, and −∞ where there is nothing else: %i channels", (channels) => {
      const pooled = (kernel: "AvgPool" | "MaxPool", pixels: readonly number[]): (number | undefined)[] => {
        const given = { ...square, channels };
        const y = pool(
          kernel,
          given,
          pixels.flatMap((pixel) => Array.from({ length: channels }, () => pixel)),
        );
        return [...new Set(y)];
      };
      expect(pooled("MaxPool", [Number.NaN, 1, 2, 3])).toEqual([Number.NaN]);
      expect(pooled("MaxPool", [3, 1, 2, Number.NaN])).toEqual([Number.NaN]);
      expect(pooled("MaxPool", [-Infinity, -Infinity, -Infinity, -Infinity])).toEqual([-Infinity]);
      expect(pooled("MaxPool", [-Infinity, 1, Infinity, 2])).toEqual([Infinity]);
      expect(pooled("AvgPool", [3, 1, 2, Number.NaN])).toEqual([Number.NaN]);
      expect(pooled("AvgPool", [3, 1, 2, -Infinity])).toEqual([-Infinity]);
    });

    it("sends a gradient to the first pixel of a window of −∞ alone, the margin not counted", () => {
      const given: PoolingCase = {
        ...square,
        strides: [1, 1],
        pad: [
          [1, 0],
          [1, 0],
        ],
      };
      const x = Array.from({ length: 4 }, () => -Infinity);
      expect(Array.from(gradient("MaxPoolGrad", given, x, [1, 10, 100, 1000]))).toEqual([1111, 0, 0, 0]);
    });

    // Each of 3e38 and −3e38 is finite, and so is each maximum; the sum on the way is not.
    it("takes maxima of numbers whose sum overflows", () => {
      expect(Array.from(pool("MaxPool", square, [3e38, 3e38, -3e38, 1]))).toEqual([Math.fround(3e38)]);
      expect(Array.from(gradient("MaxPoolGrad", square, [3e38, 3e38, -3e38, 1], [7]))).toEqual([7, 0, 0, 0]);
    });

    it("takes a window of more cells than a byte can number", () => {
      const given: PoolingCase = { ...square, size: [17, 17], window: [17, 17] };
      const x = Array.from({ length: 289 }, (_, i) => (i === 280 ? 1 : 0));
      expect(Array.from(pool("MaxPool", given, x))).toEqual([1]);
      expect(Array.from(gradient("MaxPoolGrad", given, x, [3])).indexOf(3)).toBe(280);
    });

    // TensorFlow.js computes one output size too few here: numbers as margins are meant for square windows.
    it("computes no more windows than TensorFlow.js says", () => {
      const y = runKernel(
        "AvgPool",
        { x: { data: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]), shape: [1, 2, 4, 1] } },
        { filterSize: [2, 1], strides: [1, 1], pad: 0, dimRoundingMode: "floor" },
      );
      expect(y).toEqual({ data: Float32Array.of(3, 4, 5), shape: [1, 1, 3, 1] });
    });

    it("leaves nothing behind", () => {
      const x = tf.ones<tf.Rank.R4>([2, 8, 8, 4]);
      withoutLeak(() => {
        for (const op of [tf.maxPool, tf.avgPool]) {
          tf.dispose(tf.grad((given) => tf.sum(op(given as tf.Tensor4D, 2, 2, "same")))(x));
        }
      });
      x.dispose();
    });

    it("agrees with float64, for all geometries", () => {
      fc.assert(
        fc.property(cases, ({ given, x }) => {
          agrees(pool("MaxPool", given, x), maxima(given, x));
          agrees(pool("AvgPool", given, x), means(given, x));
        }),
      );
    });

    it("has the gradients of float64, ties included, for all geometries", () => {
      fc.assert(
        fc.property(cases, ({ given, x, dy }) => {
          agrees(gradient("MaxPoolGrad", given, x, dy), maximumGradient(given, x, dy));
          agrees(gradient("AvgPoolGrad", given, x, dy), meanGradient(given, dy));
        }),
      );
    });
  });
}
