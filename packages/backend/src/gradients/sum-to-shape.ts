import * as tf from "@tensorflow/tfjs-core";

/**
 * Adjoint of broadcasting: sums a cotangent over the axes along which an operand was repeated.
 *
 * @param cotangent - Tensor in the broadcast shape.
 * @param shape - Shape of the operand.
 * @returns A tensor of that shape.
 * @internal
 */
export function sumToShape(cotangent: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, cotangent.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(cotangent, axes) : cotangent, shape);
}
