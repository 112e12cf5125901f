import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { heapFunctions, type HeapFunctions, type WasmMemory } from "./heap-functions.ts";

/** What is used of the Emscripten module, whose type in TensorFlow.js leaves it out. */
interface EmscriptenModule {
  /** With threads. */
  readonly wasmMemory?: WasmMemory;
  /** Without. */
  readonly asm?: { readonly memory?: WasmMemory };
}

const known = new WeakMap<object, HeapFunctions | undefined>();

/**
 * The functions on a backend's heap, made at the first call.
 *
 * @returns undefined where WebAssembly has no vectors or its memory cannot be reached; plain loops do the work there
 * @internal
 */
export function heapOf({ wasm }: BackendWasm): HeapFunctions | undefined {
  if (!known.has(wasm)) {
    const { wasmMemory, asm } = wasm as unknown as EmscriptenModule;
    const memory = wasmMemory ?? asm?.memory;
    known.set(wasm, memory === undefined ? undefined : heapFunctions(memory));
  }
  return known.get(wasm);
}

/** Where tensors lie, in bytes from the start of the heap. @internal */
export function offsetsOf(backend: BackendWasm, infos: readonly TensorInfo[]): number[] {
  return infos.map(({ dataId }) => backend.getMemoryOffset(dataId));
}

/** How many of some numbers the functions on the heap take: whole vectors of four. @internal */
export function wholeVectors(size: number): number {
  return size - (size % 4);
}
