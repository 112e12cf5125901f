import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, it } from "vitest";

import { startBackend } from "../../src/index.ts";
import { linear, rightToSecondOrder } from "./support/contract.ts";

const rounding = ["floor", "round", "ceil"] as const;

// 6 inputs, 3 taps, stride 2 and one zero on each side: 3.5 windows.
const convolve = (mode: (typeof rounding)[number]) =>
  linear(mode, [1, 6, 6, 1], (x) =>
    tf.conv2d(x as tf.Tensor4D, tf.reshape<tf.Rank.R4>(tf.linspace(-1, 1, 9), [3, 3, 1, 1]), 2, 1, "NHWC", 1, mode),
  );

describe("a convolution whose number of windows is rounded is right to second order", () => {
  beforeAll(async () => {
    await startBackend("cpu");
  });

  it.each(rounding.map(convolve))("$name", (operation) => {
    fc.assert(rightToSecondOrder(operation), { numRuns: 8 });
  });
});
