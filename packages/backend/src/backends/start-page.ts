import * as tf from "@tensorflow/tfjs-core";
import type { RunningBackend } from "./running-backend.ts";
import { BackendError } from "./backend-error.ts";

/**
 * Starts a backend that somebody else must have registered: WebGPU or WebGL, which come with a page.
 *
 * @internal
 */
export async function startPage(name: "webgpu" | "webgl"): Promise<RunningBackend> {
  // Not tf.findBackend: that would start it, and cannot wait for it.
  if (tf.findBackendFactory(name) === null) {
    throw new BackendError(
      `startBackend: "${name}" is not registered; it comes from the page: import "@tensorflow/tfjs-backend-${name}" ` +
        `(or register it with tf.registerBackend) first, or choose "wasm"`,
    );
  }
  if (!(await tf.setBackend(name))) {
    throw new BackendError(`startBackend: "${name}" is registered but did not start; choose "wasm" or "cpu"`);
  }
  return { threads: 1, detail: "registered by the page", stop: async () => {} };
}
