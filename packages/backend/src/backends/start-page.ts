import * as tf from "@tensorflow/tfjs-core";
import { describeAdapter } from "../webgpu/describe-adapter.ts";
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
  const device = deviceOf(tf.backend());
  return {
    threads: 1,
    ...(device === undefined ? {} : { device }),
    detail: `registered by the page${device === undefined ? "" : `, ${device}`}`,
    stop: async () => {},
  };
}

/** TensorFlow.js' WebGPU backend keeps what the page's browser tells of the adapter; WebGL tells nothing. */
function deviceOf(backend: object): string | undefined {
  if (!("adapterInfo" in backend)) return undefined;
  const info: unknown = backend.adapterInfo;
  return typeof info === "object" && info !== null ? describeAdapter(info) : undefined;
}
