import type { SingularVectors } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/** Makes `[groups, 1, n]` or `[groups, n, 1]` of unit norm in every block; the second argument is what was there before. */
export type Normalisation = (x: tf.Tensor, before: tf.Tensor) => tf.Tensor;

/** One round of power iteration by another normalisation than the right one, and nothing else changed. */
export function roundWith(
  normalise: Normalisation,
): (blocks: tf.Tensor3D, vectors: SingularVectors) => { u: tf.Tensor3D; v: tf.Tensor3D } {
  return (blocks, { u, v }) =>
    tf.tidy(() => {
      const [groups, columns, rows] = blocks.shape;
      const nextV = normalise(tf.matMul(blocks, tf.reshape(u, [groups, rows, 1])), v);
      const nextU = normalise(tf.matMul(tf.reshape(nextV, [groups, 1, columns]), blocks), u);
      return { u: nextU as tf.Tensor3D, v: nextV as tf.Tensor3D }; // the shapes of the products
    });
}

/** The Euclidean norm of every block. */
export function blockNorm(x: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(x), [1, 2], true));
}

/** The largest absolute value of every block. */
export function blockLargest(x: tf.Tensor): tf.Tensor {
  return tf.max(tf.abs(x), [1, 2], true);
}

/** `x / |x|`, or what was there before where x is zero or not finite: the right normalisation. */
export function keepUnlessUsable(x: tf.Tensor, before: tf.Tensor): tf.Tensor {
  const largest = blockLargest(x);
  const usable = tf.logicalAnd(tf.greater(largest, 0), tf.lessEqual(largest, 3.4e38));
  const scaled = tf.div(x, largest);
  return tf.where(tf.broadcastTo(usable, x.shape), tf.div(scaled, blockNorm(scaled)), tf.reshape(before, x.shape));
}
