import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { util, type TensorInfo } from "@tensorflow/tfjs-core";
import type { NativeEngine } from "../native-engine.ts";

/** What a native kernel is given. @internal */
export interface NativeCall<Attributes> {
  readonly inputs: Readonly<Record<string, TensorInfo | undefined>>;
  readonly attrs: Attributes;
  readonly backend: BackendWasm;
  readonly engine: NativeEngine;
}

/**
 * A kernel on oneDNN. Undefined where WASM does as well or better, or oneDNN cannot; a kernel that WASM lacks then has
 * no outputs.
 *
 * @internal
 */
export interface NativeKernel {
  readonly kernelName: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- the registry types attributes as a map of anything; each kernel's are fixed by its name
  readonly run: (call: NativeCall<any>) => TensorInfo | TensorInfo[] | undefined;
}

/** A kernel with its attributes' type. @internal */
export function nativeKernel<Attributes>(
  kernelName: string,
  run: (call: NativeCall<Attributes>) => TensorInfo | TensorInfo[] | undefined,
): NativeKernel {
  return { kernelName, run };
}

/** Whether tensors are there, hold float32, and are not empty. @internal */
export function areFloats(...infos: readonly TensorInfo[]): boolean {
  return infos.every((info) => info.dtype === "float32" && util.sizeFromShape(info.shape) > 0);
}
