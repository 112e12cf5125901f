import { BackendError } from "../backends/backend-error.ts";
import type { StartOneOptions } from "../backends/start-one.ts";
import type { RunningBackend } from "../backends/running-backend.ts";

/**
 * Starts oneDNN on the heap of the WASM backend.
 *
 * @internal
 */
export async function startNative(_options: StartOneOptions): Promise<RunningBackend> {
  throw new BackendError("startBackend: native is being written");
}
