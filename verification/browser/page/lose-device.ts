import * as tf from "@tensorflow/tfjs-core";

/**
 * Takes WebGL's device away while a tensor lies on it, and reads the tensor.
 *
 * @returns what the read threw, or the numbers that it gave back
 * @internal
 */
export async function loseDevice(): Promise<string> {
  const canvas = tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }; // TensorFlow.js' WebGL backend
  const x = tf.add(tf.ones([3]), 1);
  canvas.gpgpu.gl.getExtension("WEBGL_lose_context")?.loseContext();
  try {
    return `read ${String(await x.data())}`;
  } catch (error) {
    return String(error);
  }
}
