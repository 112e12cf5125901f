import * as tf from "@tensorflow/tfjs-core";
import { messageOf } from "../internal/message-of.ts";
import { completeWebgl, describeWebgl, requireSinglePrecision } from "../webgl-kernels/complete-webgl.ts";
import { isWebgl } from "../webgl-kernels/webgl-backend.ts";
import { describeAdapter } from "../webgpu/describe-adapter.ts";
import type { GpuDevice } from "../webgpu/gpu-types.ts";
import { BackendError } from "./backend-error.ts";
import { refuseReading } from "./refuse-reading.ts";
import type { RunningBackend } from "./running-backend.ts";

/** The WebGPU devices of a page that are watched. */
const watched = new WeakSet<object>();

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
  if (name === "webgl") requireSinglePrecision();
  if (!(await tf.setBackend(name))) {
    throw new BackendError(`startBackend: "${name}" is registered but did not start; choose "wasm" or "cpu"`);
  }
  const backend = tf.backend();
  if (isWebgl(backend)) completeWebgl(backend);
  if (hasDevice(backend)) watch(backend);
  const device = deviceOf(backend);
  return {
    threads: 1,
    ...(device === undefined ? {} : { device }),
    detail: `registered by the page${device === undefined ? "" : `, ${device}`}`,
    stop: async () => {},
  };
}

/** TensorFlow.js' WebGPU backend keeps what the page's browser tells of the adapter, its WebGL backend has it at hand. */
function deviceOf(backend: object): string | undefined {
  if (isWebgl(backend)) return describeWebgl(backend);
  if (!("adapterInfo" in backend)) return undefined;
  const info: unknown = backend.adapterInfo;
  return typeof info === "object" && info !== null ? describeAdapter(info) : undefined;
}

function hasDevice(backend: tf.KernelBackend): backend is tf.KernelBackend & { readonly device: GpuDevice } {
  return "device" in backend && typeof backend.device === "object" && backend.device !== null;
}

/**
 * An operation that a device refuses throws nothing, and neither does a device that the browser takes away: the results
 * are what the buffers held before.
 */
function watch(backend: tf.KernelBackend & { readonly device: GpuDevice }): void {
  if (watched.has(backend)) return;
  watched.add(backend);
  let failure: string | undefined;
  const rejectReads = refuseReading(backend, () => failure);
  const fail = (what: string): void => {
    failure ??= `webgpu: ${what}, and results since then are wrong; choose a smaller model or batch, or "wasm", and start anew`;
    rejectReads();
  };
  backend.device.addEventListener("uncapturederror", ({ error }) => {
    fail(`the device refused an operation (${messageOf(error.message)})`);
  });
  void backend.device.lost.then(({ message }) => fail(`the browser has taken the device away (${messageOf(message)})`));
}
