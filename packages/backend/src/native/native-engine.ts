import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { Heap } from "./heap.ts";
import type { Koffi } from "./onednn/koffi.ts";
import type { Library } from "./onednn/library.ts";
import type { Operation } from "./onednn/operation.ts";
import { makePrimitive, type Binding } from "./onednn/primitive.ts";
import { PrimitiveCache } from "./primitive-cache.ts";

/** An operation and the tensors that it runs on. @internal */
export interface Work {
  readonly operation: Operation;
  readonly bindings: readonly Binding[];
}

/** An address in this process. @internal */
export type Address = number;

/** Kept: the shapes of a training run are a few hundred; a run on random shapes must not fill the memory. */
const LIMITS = { entries: 1024, bytes: 256 * 2 ** 20 };

/**
 * oneDNN at work on the heap of the WASM backend.
 *
 * @internal
 */
export class NativeEngine {
  readonly library: Library;
  readonly cache: PrimitiveCache = new PrimitiveCache(LIMITS);
  readonly #heap: Heap;
  readonly #koffi: Koffi;
  /** Referenced as long as its address is used. */
  #ones = new Float32Array(0);
  #addressOfOnes: Address = 0;

  constructor(koffi: Koffi, library: Library, backend: BackendWasm) {
    this.library = library;
    this.#koffi = koffi;
    this.#heap = new Heap(koffi, backend);
  }

  /**
   * Runs an operation.
   *
   * @param key - tells operation and layouts apart from all others
   * @param describe - what to run, asked for at the key's first use
   * @param tensors - tensors, or addresses of other memory, in the order of the bindings
   */
  run(key: string, describe: () => Work, tensors: readonly (TensorInfo | Address)[]): void {
    const primitive = this.cache.get(key, () => {
      const { operation, bindings } = describe();
      return makePrimitive(this.library, operation, bindings);
    });
    primitive.run(...tensors.map((tensor) => (typeof tensor === "number" ? tensor : this.#heap.addressOf(tensor))));
  }

  /** At least `count` ones, outside of the heap. */
  ones(count: number): Address {
    if (count > this.#ones.length) {
      this.#ones = new Float32Array(2 ** Math.ceil(Math.log2(count))).fill(1);
      this.#addressOfOnes = Number(this.#koffi.address(this.#ones));
    }
    return this.#addressOfOnes;
  }

  /** Frees everything in the library. */
  dispose(): void {
    this.cache.clear();
    this.library.dispose();
  }
}
