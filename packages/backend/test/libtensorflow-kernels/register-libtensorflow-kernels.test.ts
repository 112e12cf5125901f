import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { registerLibtensorflowKernels } from "../../src/libtensorflow-kernels/register-libtensorflow-kernels.ts";

afterEach(() => {
  for (const { kernelName } of tf.getKernelsForBackend("tensorflow")) tf.unregisterKernel(kernelName, "tensorflow");
});

const kernelFunc = (): never => {
  throw new Error("never run");
};
const kernels = (): tf.KernelConfig[] => tf.getKernelsForBackend("tensorflow");

describe("registerLibtensorflowKernels", () => {
  it("completes the kernels that are there, once, and leaves the others", () => {
    const stock = ["Conv2D", "Less", "Abs"].map((kernelName) => ({
      kernelName,
      backendName: "tensorflow",
      kernelFunc,
    }));
    stock.forEach(tf.registerKernel);
    registerLibtensorflowKernels();
    const after = kernels();
    expect(after.map(({ kernelName }) => kernelName).toSorted()).toEqual(["Abs", "Conv2D", "Less"]);
    expect(after.filter((config) => config.kernelFunc === kernelFunc).map(({ kernelName }) => kernelName)).toEqual([
      "Abs",
    ]);
    registerLibtensorflowKernels();
    expect(new Set(kernels())).toEqual(new Set(after));
    expect(kernels().every((config) => after.includes(config))).toBe(true);
  });

  it("does nothing where no package is loaded", () => {
    registerLibtensorflowKernels();
    expect(tf.getKernelsForBackend("tensorflow")).toEqual([]);
  });
});
