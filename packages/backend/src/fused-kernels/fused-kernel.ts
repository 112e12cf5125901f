import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { util, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import { requireInput, type WasmKernelCall } from "../wasm-kernels/wasm-backend.ts";

/** A kernel on the heap with several results. @internal */
export function fusedKernel<Attributes>(
  kernelName: string,
  kernel: (call: WasmKernelCall<Attributes>) => TensorInfo | TensorInfo[],
): KernelConfig {
  return {
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend }) =>
      kernel({
        inputs,
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the engine's map is open; each kernel's attributes are fixed by its name
        attrs: attrs as unknown as Attributes,
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry hands a kernel the backend it is registered for
        backend: backend as BackendWasm,
      }),
  };
}

/**
 * An input that must hold as many numbers as it is read for: what works on the heap finds no end there.
 *
 * @throws Error if it is missing; RangeError if it holds another number of entries
 * @internal
 */
export function inputOfSize(
  kernelName: string,
  inputs: WasmKernelCall<unknown>["inputs"],
  name: string,
  size: number,
): TensorInfo {
  const info = requireInput(kernelName, inputs, name);
  if (util.sizeFromShape(info.shape) !== size) {
    throw new RangeError(`${kernelName}: ${name} must hold ${size} numbers, received [${info.shape.join(", ")}]`);
  }
  return info;
}
