import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-layers"; // registers the stock gradients
import { registerWasmTrainingKernels } from "@lipschitz-gan/backend";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { floats } from "./support/arbitraries.ts";
import { outsideTolerance, runKernel, withoutLeak } from "./support/run-kernel.ts";

beforeAll(async () => {
  registerWasmTrainingKernels();
  await tf.setBackend("wasm");
});

function segmentSum(x: Float32Array, shape: number[], ids: readonly number[], numSegments: number): ArrayLike<number> {
  const segmentIds = { data: Int32Array.from(ids), shape: [ids.length] };
  return runKernel("UnsortedSegmentSum", { x: { data: x, shape }, segmentIds }, { numSegments }).data;
}

describe("UnsortedSegmentSum on WASM", () => {
  it("sums the rows of each segment, as the documentation of tf.unsortedSegmentSum has it", () => {
    const sum = segmentSum(Float32Array.of(1, 2, 3, 4), [4], [1, 2, 0, 1], 3);
    expect(Array.from(sum)).toStrictEqual([3, 5, 2]);
  });

  it("keeps the type of integers", () => {
    const x = { data: Int32Array.of(2 ** 24 + 1, 2), shape: [2, 1] };
    const segmentIds = { data: Int32Array.of(0, 0), shape: [2] };
    const sum = runKernel("UnsortedSegmentSum", { x, segmentIds }, { numSegments: 1 });
    expect(sum).toStrictEqual({ data: Int32Array.of(2 ** 24 + 3), shape: [1, 1] });
  });

  it("leaves out rows of negative and of too large segments, even when they hold NaN", () => {
    const sum = segmentSum(Float32Array.of(1, Number.NaN, Number.NaN), [3], [0, -1, 2], 2);
    expect(Array.from(sum)).toStrictEqual([1, 0]);
  });

  it("is the gradient of gather", () => {
    const gradient = tf.tidy(() => {
      const rows = tf.tensor1d([2, 0, 2], "int32");
      const weights = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
      return Array.from(
        tf
          .grad((w) => tf.sum(tf.mul(tf.gather(w, rows), weights)))(tf.zeros([3, 2]))
          .dataSync(),
      );
    });
    expect(gradient).toStrictEqual([3, 4, 0, 0, 6, 8]);
  });

  it("rejects segment numbers that do not match the rows", () => {
    expect(() => segmentSum(new Float32Array(4), [2, 2], [0, 1, 1], 2)).toThrow(
      /UnsortedSegmentSum: segmentIds must have shape \[2\], one for each row of x, received \[3\]/,
    );
  });

  it("leaves no tensor and no buffer behind", () => {
    withoutLeak(() => {
      segmentSum(new Float32Array(4), [2, 2], [0, 1], 2);
    });
  });

  it("agrees with a float64 loop, for all segments", () => {
    const sizes = fc.record({ rowSize: fc.integer({ min: 1, max: 5 }), numSegments: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(sizes, fc.array(fc.integer({ min: -1, max: 7 }), { minLength: 1 }), fc.nat(), (size, ids, seed) => {
        const { rowSize, numSegments } = size;
        const x = floats(ids.length * rowSize, seed);
        const values = new Float64Array(numSegments * rowSize);
        const magnitude = new Float64Array(numSegments * rowSize);
        for (const [row, id] of ids.entries()) {
          if (id < 0 || id >= numSegments) continue;
          for (let i = 0; i < rowSize; i += 1) {
            values[id * rowSize + i]! += x[row * rowSize + i]!;
            magnitude[id * rowSize + i]! += Math.abs(x[row * rowSize + i]!);
          }
        }
        // One rounding to float32 at the end, at most 2^-24 of the sum; a float32 sum would need n of them.
        const tolerance = magnitude.map((sum) => ids.length * 2 ** -24 * sum);
        const actual = segmentSum(x, [ids.length, rowSize], ids, numSegments);
        expect(outsideTolerance(actual, { values, tolerance })).toStrictEqual([]);
      }),
    );
  });
});
