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

  constructor(koffi: Koffi, library: Library, backend: BackendWasm) {
    this.library = library;
    this.#heap = new Heap(koffi, backend);
  }

  /**
   * Runs an operation.
   *
   * @param key - tells operation and layouts apart from all others
   * @param describe - what to run, asked for at the key's first use
   * @param tensors - in the order of the bindings
   */
  run(key: string, describe: () => Work, tensors: readonly TensorInfo[]): void {
    const primitive = this.cache.get(key, () => {
      const { operation, bindings } = describe();
      return makePrimitive(this.library, operation, bindings);
    });
    primitive.run(...tensors.map((tensor) => this.#heap.addressOf(tensor)));
  }

  /** Frees everything in the library. */
  dispose(): void {
    this.cache.clear();
    this.library.dispose();
  }
}
