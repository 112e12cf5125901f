import * as tf from "@tensorflow/tfjs-core";

/**
 * Whether the running backend computes the adjoint of a 3-D convolution wrongly, as WASM of TensorFlow.js 4.22 does, and
 * the native backend, which takes it from there.
 *
 * @internal
 */
export function isWrongInThreeDimensions(): boolean {
  return ["wasm", "native"].includes(tf.getBackend());
}
