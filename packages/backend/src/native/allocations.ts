import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";

/**
 * What kernels allocate in the WASM backend, so that a kernel that cannot go on leaves nothing behind.
 *
 * @internal
 */
export class Allocations {
  /** The backend as a kernel sees it: the same tensors, and what is made through it is noted. */
  readonly view: BackendWasm;
  readonly #backend: BackendWasm;
  readonly #made: TensorInfo[] = [];
  /** Kernels that are running, one within the other. */
  #depth = 0;

  constructor(backend: BackendWasm) {
    this.#backend = backend;
    // Inherits from the backend, whose counter of tensors it must not shadow: what numbers them is handed on.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.create's result is untyped
    this.view = Object.create(backend) as BackendWasm;
    Object.assign(this.view, {
      makeOutput: (...given: Parameters<BackendWasm["makeOutput"]>): TensorInfo => {
        const info = backend.makeOutput(...given);
        this.#made.push(info);
        return info;
      },
      move: (...given: Parameters<BackendWasm["move"]>): void => backend.move(...given),
    });
  }

  /** Runs a kernel; frees what it made if it throws, also in kernels that it has run. */
  during<Result>(kernel: () => Result): Result {
    const before = this.#made.length;
    this.#depth += 1;
    try {
      return kernel();
    } catch (error) {
      // What is freed already is passed over: the backend knows its tensors.
      for (const { dataId } of this.#made.splice(before)) this.#backend.disposeData(dataId);
      throw error;
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0) this.#made.length = 0;
    }
  }
}
