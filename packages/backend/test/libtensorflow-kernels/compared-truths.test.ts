import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { orderKernels, withComparedTruths } from "../../src/libtensorflow-kernels/compared-truths.ts";

let stock: readonly tf.KernelConfig[] = [];
beforeEach(async () => {
  await tf.setBackend("cpu");
  stock = orderKernels.map((name) => tf.getKernel(name, "cpu"));
  stock.forEach((config) => replace(withComparedTruths(refusing(config))));
});
afterEach(() => {
  stock.forEach(replace);
});

function replace(config: tf.KernelConfig): void {
  tf.unregisterKernel(config.kernelName, "cpu");
  tf.registerKernel(config);
}

/** Takes no truth values, as libtensorflow does. */
function refusing(config: tf.KernelConfig): tf.KernelConfig {
  return {
    ...config,
    kernelFunc: (call) => {
      if (Object.values(call.inputs).some((input) => input?.dtype === "bool")) throw new Error("bool is not allowed");
      return config.kernelFunc(call);
    },
  };
}

const comparisons = [
  ["greater", tf.greater, (a: number, b: number) => a > b],
  ["greaterEqual", tf.greaterEqual, (a: number, b: number) => a >= b],
  ["less", tf.less, (a: number, b: number) => a < b],
  ["lessEqual", tf.lessEqual, (a: number, b: number) => a <= b],
] as const;

describe("withComparedTruths", () => {
  it.each(comparisons)("%s orders false below true, and compares numbers as before", (_name, compare, expected) => {
    const pairs = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const;
    for (const dtype of ["bool", "int32", "float32"] as const) {
      const before = tf.memory().numTensors;
      const [a, b] = [tf.tensor1d([0, 0, 1, 1], dtype), tf.tensor1d([0, 1, 0, 1], dtype)];
      const result = compare(a, b);
      expect([...result.dataSync()].map(Boolean)).toEqual(pairs.map(([x, y]) => expected(x, y)));
      expect(result.dtype).toBe("bool");
      tf.dispose([a, b, result]);
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});
