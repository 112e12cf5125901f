import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { util, type TensorInfo } from "@tensorflow/tfjs-core";
import { BackendError } from "../backends/backend-error.ts";
import type { Koffi } from "./onednn/koffi.ts";

/** What is used of the Emscripten module, whose type in TensorFlow.js leaves it out. */
interface EmscriptenHeap {
  readonly HEAPU8: Uint8Array;
}

/** Addresses within WebAssembly's memory have 32 bits. */
const LARGEST = 2 ** 32;

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

  /**
   * The address of a tensor's first number; good until the next allocation, as the heap may move when it grows.
   *
   * @throws BackendError if the tensor has no place on the heap: native code would write over other memory
   */
  addressOf({ dataId, shape, dtype }: TensorInfo): number {
    // An offset beyond 2 GiB may come as a negative integer, as C++ in WebAssembly returns signed ones.
    const offset = this.#backend.getMemoryOffset(dataId) >>> 0;
    const bytes = util.sizeFromShape(shape) * util.bytesPerElement(dtype);
    // Emscripten's malloc answers 0 when the heap is full, and takes sizes modulo 2^32.
    if (offset === 0 || offset + bytes > LARGEST) {
      throw new BackendError(
        `native: the heap of the WASM backend, at most 4 GiB, has no room for a tensor of shape [${shape.join()}]; ` +
          "use smaller batches, or dispose tensors that are not needed",
      );
    }
    return this.#baseNow() + offset;
  }

  #baseNow(): number {
    const { HEAPU8 } = this.#backend.wasm as unknown as EmscriptenHeap;
    if (HEAPU8.buffer !== this.#memory) {
      this.#memory = HEAPU8.buffer;
      // Addresses of user space fit into 48 bits.
      this.#base = Number(this.#koffi.address(HEAPU8)) - HEAPU8.byteOffset;
    }
    return this.#base;
  }
}
