import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { heapFloats, release } from "../wasm-kernels/wasm-backend.ts";

/**
 * One float64 a row, on the heap, for the time of a computation.
 *
 * @internal
 */
export class RowNumbers {
  readonly #backend: BackendWasm;
  readonly #memory: TensorInfo;
  readonly #rows: number;

  constructor(backend: BackendWasm, rows: number) {
    this.#backend = backend;
    this.#rows = rows;
    this.#memory = backend.makeOutput([2 * rows], "float32"); // twice as wide
    this.values().fill(0);
  }

  /** Where they lie, in bytes from the start of the heap. */
  get offset(): number {
    return this.#backend.getMemoryOffset(this.#memory.dataId);
  }

  /** The numbers, zero at first; the view dies with the next allocation on the heap. */
  values(): Float64Array {
    const { buffer, byteOffset } = heapFloats(this.#backend, this.#memory);
    return new Float64Array(buffer, byteOffset, this.#rows);
  }

  /** Gives the memory back. */
  release(): void {
    release(this.#backend, this.#memory);
  }
}
