import { Reshape, Tile, type TensorInfo } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { callWasmKernel, release, share } from "./wasm-backend.ts";

/**
 * A tensor repeated along the axes where it has size 1, so that it has the given shape. The caller releases it.
 *
 * @param shape - of at least the tensor's rank, and broadcastable from its shape
 * @internal
 */
export function spreadToShape(backend: BackendWasm, info: TensorInfo, shape: readonly number[]): TensorInfo {
  const padded = [...Array.from({ length: shape.length - info.shape.length }, () => 1), ...info.shape];
  const reps = shape.map((size, axis) => (padded[axis] === size ? 1 : size));
  if (reps.every((count) => count === 1) && padded.length === info.shape.length) return share(backend, info);
  const reshaped = callWasmKernel(backend, Reshape, { x: info }, { shape: padded });
  const result = callWasmKernel(backend, Tile, { x: reshaped }, { reps });
  release(backend, reshaped);
  return result;
}
