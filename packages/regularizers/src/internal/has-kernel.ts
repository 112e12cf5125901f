import * as tf from "@tensorflow/tfjs-core";

/**
 * Whether the backend that runs has a kernel of that name; TensorFlow.js' own composed operations do the work elsewhere.
 *
 * @internal
 */
export function hasKernel(name: string): boolean {
  // Typed as always there; undefined at run time for a kernel that the backend lacks.
  const kernel: tf.KernelConfig | undefined = tf.getKernel(name, tf.getBackend());
  return kernel !== undefined;
}
