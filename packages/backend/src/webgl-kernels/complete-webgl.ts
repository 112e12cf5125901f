import * as tf from "@tensorflow/tfjs-core";
import { BackendError } from "../backends/backend-error.ts";
import { refuseReading } from "../backends/refuse-reading.ts";
import { registerWebglTrainingKernels } from "./register-webgl-training-kernels.ts";
import type { WebglBackend } from "./webgl-backend.ts";

const isComplete = new WeakSet<object>();

const LOST = "webgl: the browser has taken the graphics device away, and all tensors on it are lost; reload the page";

/**
 * Throws unless the device computes in single precision: with half of it no bound of this project is worth its name.
 *
 * @throws {@link BackendError} on a device without 32-bit textures, without WebGL 2, or where half precision was asked for
 * @internal
 */
export function requireSinglePrecision(): void {
  // The flags come with the kernels, and asking for one that is not there throws.
  if (tf.getKernelsForBackend("webgl").length === 0) return;
  const version = tf.env().getNumber("WEBGL_VERSION");
  if (version !== 2) {
    throw new BackendError(
      `startBackend: webgl needs WebGL 2 on a graphics processor, received ${version === 0 ? "none" : "WebGL 1"}; ` +
        'allow hardware acceleration in the browser\'s settings, or choose "wasm"',
    );
  }
  if (!tf.env().getBool("WEBGL_RENDER_FLOAT32_ENABLED")) {
    const why = tf.env().getBool("WEBGL_FORCE_F16_TEXTURES")
      ? "the flag WEBGL_FORCE_F16_TEXTURES asks for half precision"
      : "this device has half precision only";
    throw new BackendError(`startBackend: webgl computes in single precision, and ${why}; choose "webgpu" or "wasm"`);
  }
}

/**
 * Completes TensorFlow.js' WebGL backend for training; once.
 *
 * Its kernels are repaired. Small tensors are computed on the device, too, not in JavaScript, which rounds otherwise: a
 * run that goes on from a checkpoint would not be bitwise the one that was not interrupted. Once the browser has taken the
 * device away, reading throws instead of giving zeros. And it tells its precision as it is: TensorFlow.js' own says 16
 * bits where textures have 32, which makes 1e-4 the smallest number that its layers and losses add.
 *
 * @internal
 */
export function completeWebgl(backend: WebglBackend): void {
  registerWebglTrainingKernels();
  if (isComplete.has(backend)) return;
  isComplete.add(backend);
  if (tf.getKernelsForBackend("webgl").length > 0) tf.env().set("WEBGL_CPU_FORWARD", false);
  backend.floatPrecision = () => 32;
  const { gl } = backend.gpgpu;
  const rejectReads = refuseReading(backend, () => (gl.isContextLost() ? LOST : undefined));
  // A browser may give another device afterwards, on which nothing is.
  gl.canvas.addEventListener("webglcontextlost", rejectReads);
}

/**
 * The device's name, where the browser tells it.
 *
 * @see https://registry.khronos.org/webgl/extensions/WEBGL_debug_renderer_info/
 * @internal
 */
export function describeWebgl({ gpgpu: { gl } }: WebglBackend): string | undefined {
  const extension = gl.getExtension("WEBGL_debug_renderer_info");
  const name = gl.getParameter(extension?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  return typeof name === "string" && name !== "" ? name : undefined;
}
