import { util, type TensorInfo } from "@tensorflow/tfjs-core";
import { requireInput, type WasmKernelCall } from "../wasm-kernels/wasm-backend.ts";

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
