import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { startBackend } from "../../src/index.ts";
import { linear, rightToSecondOrder } from "./support/contract.ts";

const rounding = ["floor", "round", "ceil"] as const;

// 6 inputs, 3 taps, stride 2 and one zero on each side: 3.5 windows.
const convolve = (mode: (typeof rounding)[number]) =>
  linear(mode, [1, 6, 6, 1], (x) =>
    tf.conv2d(x as tf.Tensor4D, tf.reshape<tf.Rank.R4>(tf.linspace(-1, 1, 9), [3, 3, 1, 1]), 2, 1, "NHWC", 1, mode),
  );

describe.each(["cpu", "wasm"] as const)("a rounded number of windows on %s is right to second order", (backend) => {
  beforeAll(async () => {
    await startBackend(backend, { threads: 1 });
  });

  it.each(rounding.map(convolve))("$name", (operation) => {
    fc.assert(rightToSecondOrder(operation), { numRuns: 8 });
  });
});

describe("a rounded number of windows", () => {
  it.each(rounding)("has the sums of the windows: %s", async (mode) => {
    // Ones under a kernel of ones count the inputs that a window meets: 6 inputs from -1 on, 3 taps, stride 2.
    const along = mode === "floor" ? [2, 3, 3] : [2, 3, 3, 1];
    const expected = along.flatMap((down) => along.map((across) => down * across));
    for (const backend of ["cpu", "wasm"] as const) {
      await startBackend(backend, { threads: 1 });
      const sums = tf.tidy(() =>
        tf.conv2d(tf.ones<tf.Rank.R4>([1, 6, 6, 1]), tf.ones([3, 3, 1, 1]), 2, 1, "NHWC", 1, mode).dataSync(),
      );
      expect(Array.from(sums)).toEqual(expected);
    }
  });
});
