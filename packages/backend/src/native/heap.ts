import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Koffi } from "./onednn/koffi.ts";

/** What is used of the Emscripten module, whose type in TensorFlow.js leaves it out. */
interface EmscriptenHeap {
  readonly HEAPU8: Uint8Array;
}

/**
 * Where the WASM backend's tensors lie in this process' memory.
 *
 * @internal
 */
export class Heap {
  readonly #koffi: Koffi;
  readonly #backend: BackendWasm;
  #memory: ArrayBufferLike | undefined;
  #base = 0;

  constructor(koffi: Koffi, backend: BackendWasm) {
    this.#koffi = koffi;
    this.#backend = backend;
  }

  /** The address of a tensor's first number; good until the next allocation, as the heap may move when it grows. */
  addressOf(info: TensorInfo): number {
    const { HEAPU8 } = this.#backend.wasm as unknown as EmscriptenHeap;
    if (HEAPU8.buffer !== this.#memory) {
      this.#memory = HEAPU8.buffer;
      // Addresses of user space fit into 48 bits.
      this.#base = Number(this.#koffi.address(HEAPU8)) - HEAPU8.byteOffset;
    }
    return this.#base + this.#backend.getMemoryOffset(info.dataId);
  }
}
