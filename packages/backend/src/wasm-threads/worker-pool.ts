import type { Worker } from "node:worker_threads";

/**
 * The constructor of `worker_threads.Worker`, or a test's.
 *
 * @internal
 */
export type WorkerClass = typeof Worker;

/**
 * The worker threads of one WASM module.
 *
 * @internal
 */
export interface WorkerPool {
  /** What Emscripten constructs its workers with. */
  readonly Worker: unknown;
  /** Rejects when a worker dies before {@link WorkerPool.loaded} was called, and never resolves. */
  readonly died: Promise<never>;
  /** From here on a worker's death is an uncaught error: the next threaded kernel would wait for it for ever. */
  readonly loaded: () => void;
  /** Ends all workers. */
  readonly terminate: () => Promise<void>;
}

/**
 * Makes a pool whose workers run `source`, and neither keep the process alive once they are loaded nor crash it while
 * they load.
 *
 * @param Base - `worker_threads.Worker`
 * @param source - what a worker runs, CommonJS
 *
 * @internal
 */
export function createWorkerPool(Base: WorkerClass, source: string): WorkerPool {
  const workers: Worker[] = [];
  let onError: ((reason: Error) => void) | undefined;
  const died = new Promise<never>((_resolve, reject) => {
    onError = reject;
  });
  died.catch(() => {}); // whoever waits for it hears of it

  class PoolWorker extends Base {
    constructor() {
      // The parent's flags are not for it: loaders, inspectors, --input-type.
      super(source, { eval: true, execArgv: [] });
      super.on("error", (error) => onError?.(error));
      workers.push(this);
    }
    /** Emscripten's own listener for "error" throws, and so ends the process. */
    override on(...[event, listener]: Parameters<Worker["on"]>): this {
      return event === "error" ? this : super.on(event, listener);
    }
    /** Emscripten holds the process as long as threads exist, which is for ever. */
    override ref(): void {}
    /** Holds it until the thread is gone, or whoever waits for that would never hear of it. */
    override terminate(): Promise<number> {
      super.ref();
      return super.terminate();
    }
  }
  return {
    Worker: PoolWorker,
    died,
    loaded: () => {
      onError = (error) => {
        throw new Error(`a worker thread of the WASM backend died: ${error.message}`, { cause: error });
      };
    },
    terminate: async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
    },
  };
}
