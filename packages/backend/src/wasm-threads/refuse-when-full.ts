import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { BackendError } from "../backends/backend-error.ts";

type Allocate = (bytes: number) => number;

/** Addresses within WebAssembly's memory have 32 bits, and sizes are taken modulo 2^32. */
const LARGEST = 2 ** 32;

const guarded = new WeakSet<object>();

/**
 * Makes the WASM backend throw where its heap has no room for a tensor.
 *
 * Emscripten's malloc answers 0 then, which TensorFlow.js takes for an address: its kernels would write at the beginning of
 * the memory, where the module keeps its own data.
 *
 * @returns the backend
 * @internal
 */
export function refuseWhenFull(backend: BackendWasm): BackendWasm {
  const module: object = backend.wasm;
  if (guarded.has(module)) return backend;
  guarded.add(module);
  const inner = { allocate: Reflect.get(module, "_malloc") as Allocate };
  const guard: Allocate = (bytes) => {
    const address = bytes < LARGEST ? inner.allocate(bytes) : 0;
    if (address !== 0) return address;
    throw new BackendError(
      `wasm: the heap, at most 4 GiB, has no room for a tensor of ${bytes} bytes; use smaller batches, or dispose tensors ` +
        "that are not needed",
    );
  };
  // Emscripten puts another function in its place when it is first called.
  Object.defineProperty(module, "_malloc", {
    get: () => guard,
    set: (allocate: Allocate) => {
      inner.allocate = allocate;
    },
  });
  return backend;
}
