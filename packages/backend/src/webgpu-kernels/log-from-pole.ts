import { Equal, Fill, Less, Select } from "@tensorflow/tfjs-core";
import type { KernelBackend, KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { runConfig, runKernel } from "./run-kernel.ts";

/**
 * A logarithm that is −infinity at its pole and NaN below it. WGSL leaves both open; on SwiftShader log(0) is −88.03 and
 * log1p(−infinity) is 88.7.
 *
 * @param stock - TensorFlow.js' kernel, with the input x
 * @param pole - where the argument of the logarithm is 0: 0 for log, −1 for log1p
 * @returns the kernel to register in its place
 * @see https://www.w3.org/TR/WGSL/#log-builtin
 * @internal
 */
export function logFromPole(stock: KernelConfig, pole: 0 | -1): KernelConfig {
  return {
    ...stock,
    kernelFunc: ({ inputs, attrs, backend: untyped }) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry hands a kernel the backend it is registered for
      const backend = untyped as KernelBackend;
      const stockValue = runConfig(stock, backend, inputs, attrs);
      const { x } = inputs;
      if (x?.dtype !== "float32") return stockValue;
      const filled = (shape: number[], value: number): TensorInfo =>
        runKernel(Fill, backend, {}, { shape, value, dtype: "float32" });
      const where = (test: string, then: number, otherwise: TensorInfo): TensorInfo => {
        const condition = runKernel(test, backend, { a: x, b });
        const t = filled(x.shape, then);
        const result = runKernel(Select, backend, { condition, t, e: otherwise });
        for (const { dataId } of [condition, t, otherwise]) backend.disposeData(dataId);
        return result;
      };
      const b = filled([], pole);
      const result = where(Less, Number.NaN, where(Equal, -Infinity, stockValue));
      backend.disposeData(b.dataId);
      return result;
    },
  };
}
