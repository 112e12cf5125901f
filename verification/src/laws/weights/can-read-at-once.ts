import * as tf from "@tensorflow/tfjs-core";

/** Whether tensors of the backend that runs can be read without waiting, which `spectralNorm({ mode: "certified" })` needs. */
export function canReadAtOnce(): boolean {
  return tf.getBackend() !== "webgpu";
}
