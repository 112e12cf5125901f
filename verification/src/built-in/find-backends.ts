import { type BackendName, startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";

/** A backend that this machine has. */
export interface PresentBackend {
  /** Its name for `startBackend`. */
  readonly name: BackendName;
  /** The adapter that it runs on, where it tells. */
  readonly device?: string;
}

/** A backend that this machine lacks. */
export interface AbsentBackend {
  /** Its name for `startBackend`. */
  readonly name: BackendName;
  /** Why it did not start. */
  readonly reason: string;
}

/** Where critics are trained, if it is there. */
export const backendNames: readonly BackendName[] = ["cpu", "wasm", "native", "webgpu", "node-gpu", "node"];

/**
 * Starts every backend once to see which there are. The one that runs goes on.
 */
export async function findBackends(): Promise<{
  readonly present: readonly PresentBackend[];
  readonly absent: readonly AbsentBackend[];
}> {
  const present: PresentBackend[] = [];
  const absent: AbsentBackend[] = [];
  for (const name of backendNames) {
    try {
      present.push(await onBackend(name, (device) => ({ name, ...(device !== undefined && { device }) })));
    } catch (error) {
      absent.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { present, absent };
}

/**
 * Runs code on a backend, and then goes back to the one that ran before.
 *
 * @param name - the backend
 * @param f - the code; gets the adapter, where the backend tells it
 */
export async function onBackend<T>(name: BackendName, f: (device: string | undefined) => Promise<T> | T): Promise<T> {
  const before: string | undefined = tf.getBackend(); // undefined while none has been started, whatever its type says
  if (before === "native" && name === "wasm") return onItsHeap(f);
  const started = await startBackend(name, name === before ? {} : { threads: 1 });
  try {
    return await f(started.device);
  } finally {
    if (before !== undefined && tf.getBackend() !== before) {
      await started.stop();
      await tf.setBackend(before);
    }
  }
}

/** Runs code on the WASM backend that "native" lives on: to start it with other threads would end both. */
async function onItsHeap<T>(f: (device: string | undefined) => Promise<T> | T): Promise<T> {
  await tf.setBackend("wasm");
  try {
    return await f(undefined);
  } finally {
    await tf.setBackend("native");
  }
}
