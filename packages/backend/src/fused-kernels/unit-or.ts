import { util, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import { heapFloats, requireInput, wasmKernel, type WasmKernelCall } from "../wasm-kernels/wasm-backend.ts";
import { inputOfSize } from "./input-of-size.ts";

/**
 * A kernel that some backends have: `x / |x|` for each entry of the first axis; where all of x is zero, or one entry is not
 * finite, what `fallback` has there. `powerIteration` of `@lipschitz-gan/core` looks for it by this name.
 *
 * @internal
 */
export const UNIT_OR = "UnitOr";

function unitOr({ inputs, backend }: WasmKernelCall<unknown>): TensorInfo {
  const x = requireInput(UNIT_OR, inputs, "x");
  const size = util.sizeFromShape(x.shape);
  const fallback = inputOfSize(UNIT_OR, inputs, "fallback", size);
  const out = backend.makeOutput(x.shape, "float32");
  const [values, others, results] = [x, fallback, out].map((info) => heapFloats(backend, info)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [blocks = 1] = x.shape;
  const length = size / blocks;
  for (let start = 0; start < size; start += length) {
    const end = start + length;
    // Indices are below the length, which all three share. No square of a float32, nor a sum of them, over- or underflows
    // in float64, so a power of two in x leaves the result as it is.
    let squares = 0;
    for (let i = start; i < end; i++) squares += (values[i] as number) ** 2;
    const norm = Math.sqrt(squares);
    if (norm > 0 && norm < Infinity) {
      for (let i = start; i < end; i++) results[i] = (values[i] as number) / norm;
    } else {
      results.set(others.subarray(start, end), start);
    }
  }
  return out;
}

/** @internal */
export const unitOrConfig: KernelConfig = wasmKernel(UNIT_OR, unitOr);
