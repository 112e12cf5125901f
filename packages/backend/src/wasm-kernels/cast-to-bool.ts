import { Cast, NotEqual, type DataType, type KernelConfig } from "@tensorflow/tfjs-core";
import { callWasmKernel, oneOutput, release, requireInput, wasmKernel } from "./wasm-backend.ts";

/**
 * Numbers as truth values: true where they are not zero. The stock kernel copies their lowest byte.
 *
 * @internal
 */
export function castToBool(stock: KernelConfig): KernelConfig {
  return {
    ...stock,
    ...wasmKernel<{ readonly dtype: DataType }>(Cast, ({ inputs, attrs, backend }) => {
      const x = requireInput(Cast, inputs, "x");
      if (attrs.dtype !== "bool" || x.dtype === "bool") {
        return oneOutput(Cast, stock.kernelFunc({ inputs: { x }, attrs: { ...attrs }, backend }));
      }
      const zero = backend.makeOutput([], x.dtype);
      backend.typedArrayFromHeap(zero)[0] = 0;
      const result = callWasmKernel(backend, NotEqual, { a: x, b: zero });
      release(backend, zero);
      return result;
    }),
  };
}
