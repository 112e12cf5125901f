/**
 * Thrown when a backend that was asked for by name cannot be started.
 *
 * @example
 * ```ts
 * import { BackendError } from "@lipschitz-gan/backend";
 *
 * new BackendError("startBackend: webgpu is not registered").code; // => "ERR_BACKEND"
 * ```
 */
export class BackendError extends Error {
  /** The class, as text: `"BackendError"`. */
  override readonly name = "BackendError";
  /** Stable code for programs: `"ERR_BACKEND"`. */
  readonly code = "ERR_BACKEND";
}
