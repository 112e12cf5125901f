import { IsNan, Select } from "@tensorflow/tfjs-core";
import type { KernelBackend, KernelConfig } from "@tensorflow/tfjs-core";
import { runConfig, runKernel } from "./run-kernel.ts";

/**
 * A function of one tensor that gives NaN where its argument is NaN.
 *
 * WGSL lets an implementation assume that there is no NaN. Seen on SwiftShader: exp(NaN) is infinity, and so sigmoid(NaN) is
 * 0, log(NaN) is 89.1 and relu6(NaN) is 0, so that a training that has failed goes on with numbers that look sound. What is
 * safe is a test of the bits, which IsNan is, and Select, which copies.
 *
 * @param stock - TensorFlow.js' kernel, with the input x
 * @returns the kernel to register in its place
 * @see https://www.w3.org/TR/WGSL/#floating-point-evaluation
 * @internal
 */
export function nanStays(stock: KernelConfig): KernelConfig {
  return {
    ...stock,
    kernelFunc: ({ inputs, attrs, backend: untyped }) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry hands a kernel the backend it is registered for
      const backend = untyped as KernelBackend;
      const value = runConfig(stock, backend, inputs, attrs);
      const { x } = inputs;
      if (x?.dtype !== "float32") return value; // whole numbers and truth values are never NaN
      const condition = runKernel(IsNan, backend, { x });
      const kept = runKernel(Select, backend, { condition, t: x, e: value });
      for (const { dataId } of [condition, value]) backend.disposeData(dataId);
      return kept;
    },
  };
}
