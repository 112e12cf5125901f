import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { heapFloats, wasmKernel, type WasmKernelCall } from "../wasm-kernels/wasm-backend.ts";
import { heapOf, offsetsOf, wholeVectors } from "./heap-of.ts";

/**
 * A kernel that some backends have: for each of its inputs, which are named "0", "1" and so on, 0 if all entries are finite,
 * else NaN. `@lipschitz-gan/training` looks for it by this name.
 *
 * @internal
 */
export const FINITE_CHECK = "FiniteCheck";

function finiteCheck({ inputs, backend }: WasmKernelCall<unknown>): TensorInfo {
  const tensors = Object.values(inputs).filter((info) => info !== undefined);
  const out = backend.makeOutput([tensors.length], "float32");
  const results = heapFloats(backend, out);
  const heap = heapOf(backend);
  for (const [index, info] of tensors.entries()) {
    results[index] = 0;
    if (info.dtype !== "float32") continue; // all others are finite
    const values = heapFloats(backend, info);
    const vectors = heap === undefined ? 0 : wholeVectors(values.length);
    const sum = vectors > 0 ? (heap?.finiteness(vectors, ...offsetsOf(backend, [info])) ?? 0) : 0;
    const isFinite = sum === 0 && values.subarray(vectors).every(Number.isFinite);
    results[index] = isFinite ? 0 : Number.NaN;
  }
  return out;
}

/** @internal */
export const finiteCheckConfig: KernelConfig = wasmKernel(FINITE_CHECK, finiteCheck);
