import { getKernel } from "@tensorflow/tfjs-core";
import type { KernelConfig, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** What a kernel of ours is given. @internal */
export interface WasmKernelCall<Attributes> {
  readonly inputs: Readonly<Record<string, TensorInfo | undefined>>;
  readonly attrs: Attributes;
  readonly backend: BackendWasm;
}

/** Makes a kernel's configuration for the "wasm" backend, of a kernel with one result or several. @internal */
export function wasmKernel<Attributes>(
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

/** The input called `name`, or an error that names kernel and input. @internal */
export function requireInput(
  kernelName: string,
  inputs: Readonly<Record<string, TensorInfo | undefined>>,
  name: string,
): TensorInfo {
  const info = inputs[name];
  if (info === undefined) throw new Error(`${kernelName}: input ${name} is required, received undefined`);
  return info;
}

/**
 * Runs another WASM kernel on tensor infos, outside the engine: nothing is taped and nothing is tracked,
 * so the caller releases the result.
 *
 * @internal
 */
export function callWasmKernel(
  backend: BackendWasm,
  name: string,
  inputs: Readonly<Record<string, TensorInfo>>,
  attrs: NamedAttrMap = {},
): TensorInfo {
  const kernel = getKernel(name, "wasm");
  return oneOutput(name, kernel.kernelFunc({ inputs, attrs, backend }));
}

/** The output of a kernel that has one. @internal */
export function oneOutput(kernelName: string, result: TensorInfo | TensorInfo[]): TensorInfo {
  if (Array.isArray(result)) throw new Error(`${kernelName}: expected one output, received ${result.length}`);
  return result;
}

/**
 * The same buffer once more, to be released once more. The kernel Identity would copy it.
 *
 * @internal
 */
export function share(backend: BackendWasm, info: TensorInfo): TensorInfo {
  backend.incRef(info.dataId);
  return info;
}

/** Frees intermediates. @internal */
export function release(backend: BackendWasm, ...infos: readonly TensorInfo[]): void {
  for (const info of infos) backend.disposeData(info.dataId);
}

/**
 * The float32 values of a tensor, in place. The view dies when the heap grows, that is with the next
 * allocation: look it up again after each.
 *
 * @internal
 */
export function heapFloats(backend: BackendWasm, info: TensorInfo): Float32Array {
  const values = backend.typedArrayFromHeap(info);
  if (!(values instanceof Float32Array)) {
    throw new TypeError(`WASM training kernels: tensors must be float32, received ${info.dtype}`);
  }
  return values;
}
