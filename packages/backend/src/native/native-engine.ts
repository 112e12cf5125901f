import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { Allocations } from "./allocations.ts";
import { Heap } from "./heap.ts";
import { isSmallWork } from "./is-small-work.ts";
import { OneDnnError } from "./onednn/dialect.ts";
import type { Koffi } from "./onednn/koffi.ts";
import type { Library } from "./onednn/library.ts";
import type { Operation } from "./onednn/operation.ts";
import { makePrimitive, type Binding, type Primitive } from "./onednn/primitive.ts";
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
  /** What its kernels allocate. */
  readonly allocations: Allocations;
  readonly #heap: Heap;
  readonly #koffi: Koffi;
  /** What is asked for; undefined where the library cannot be told. */
  #threads: number | undefined;
  /** What the library is set to. */
  #threadsNow: number | undefined;
  /** Keys of what the library turned down, so that it is not asked again in every step. */
  readonly #refused = new Set<string>();
  /** Referenced as long as its address is used. */
  #ones = new Float32Array(0);
  #addressOfOnes: Address = 0;

  constructor(koffi: Koffi, library: Library, backend: BackendWasm) {
    this.library = library;
    this.allocations = new Allocations(backend);
    this.#koffi = koffi;
    this.#heap = new Heap(koffi, backend);
    this.#threads = library.threads();
    this.#threadsNow = this.#threads;
  }

  /** The number of threads that large operations take; undefined where the library keeps it to itself. */
  get threads(): number | undefined {
    return this.#threads;
  }

  /**
   * Runs an operation.
   *
   * @param key - tells operation and layouts apart from all others
   * @param describe - what to run, asked for at the key's first use
   * @param tensors - tensors, or addresses of other memory, in the order of the bindings
   * @throws {@link OneDnnError} if the library cannot
   * @throws {@link BackendError} if the heap is full
   */
  run(key: string, describe: () => Work, tensors: readonly (TensorInfo | Address)[]): void {
    const addresses = tensors.map((tensor) => (typeof tensor === "number" ? tensor : this.#heap.addressOf(tensor)));
    this.#primitive(key, describe).run(...addresses);
  }

  /** At least `count` ones, outside of the heap. */
  ones(count: number): Address {
    if (count > this.#ones.length) {
      this.#ones = new Float32Array(2 ** Math.ceil(Math.log2(count))).fill(1);
      this.#addressOfOnes = Number(this.#koffi.address(this.#ones));
    }
    return this.#addressOfOnes;
  }

  /** Sets the number of threads; what was made ready for another number is made anew. */
  setThreads(threads: number): void {
    const before = this.#threads;
    this.library.setThreads(threads);
    this.#threads = this.library.threads();
    this.#threadsNow = this.#threads;
    if (this.#threads !== before) this.cache.clear();
  }

  /** Frees everything in the library. */
  dispose(): void {
    this.cache.clear();
    this.library.dispose();
  }

  #primitive(key: string, describe: () => Work): Primitive {
    return this.cache.get(key, () => {
      if (this.#refused.has(key)) throw new OneDnnError(`oneDNN ${this.library.version} has refused this before`);
      const work = describe();
      try {
        return this.#make(work, isSmallWork(work) ? 1 : this.#threads);
      } catch (error) {
        if (this.#refused.size >= LIMITS.entries) this.#refused.clear();
        this.#refused.add(key);
        throw error;
      }
    });
  }

  /** A primitive that is made for a number of threads, and runs with as many. */
  #make({ operation, bindings }: Work, threads: number | undefined): Primitive {
    this.#useThreads(threads);
    const primitive = makePrimitive(this.library, operation, bindings);
    return {
      ...primitive,
      run: (...addresses) => {
        this.#useThreads(threads);
        primitive.run(...addresses);
      },
    };
  }

  #useThreads(threads: number | undefined): void {
    if (threads === undefined || threads === this.#threadsNow) return;
    this.library.setThreads(threads);
    this.#threadsNow = threads;
  }
}
