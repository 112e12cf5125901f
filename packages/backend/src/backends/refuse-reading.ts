import type { KernelBackend } from "@tensorflow/tfjs-core";
import { BackendError } from "./backend-error.ts";

/**
 * Makes reading a tensor throw once its device has failed. Graphics processors report that beside the computation: a read
 * gives back whatever is in the buffer, or waits for ever.
 *
 * @param backend - whose `read` and `readSync` are replaced
 * @param failureOf - what has gone wrong so far and what to do, or undefined; what was told once stays
 * @returns what to call when it has just gone wrong, so that the reads under way are rejected
 * @internal
 */
export function refuseReading(backend: KernelBackend, failureOf: () => string | undefined): () => void {
  let failure: string | undefined;
  const waiting = new Set<(error: BackendError) => void>();
  const check = (): void => {
    failure ??= failureOf();
    if (failure !== undefined) throw new BackendError(failure);
  };
  const read = backend.read.bind(backend);
  const readSync = backend.readSync.bind(backend);
  backend.read = async (dataId) => {
    check();
    let reject: ((error: BackendError) => void) | undefined;
    const failed = new Promise<never>((_, rejectIt) => {
      reject = rejectIt;
    });
    const stopWaiting = (error: BackendError): void => reject?.(error);
    waiting.add(stopWaiting);
    try {
      const values = await Promise.race([read(dataId), failed]);
      check(); // it may have failed on the way
      return values;
    } finally {
      waiting.delete(stopWaiting);
    }
  };
  backend.readSync = (dataId) => {
    check();
    const values = readSync(dataId);
    check();
    return values;
  };
  return () => {
    failure ??= failureOf();
    if (failure === undefined) return;
    for (const stopWaiting of waiting) stopWaiting(new BackendError(failure));
  };
}
