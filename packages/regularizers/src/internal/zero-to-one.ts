import * as tf from "@tensorflow/tfjs-core";

/**
 * 1 where x is zero, x elsewhere, to divide by; no gradient flows where x is zero.
 *
 * The condition is a cast and not a comparison: the stock gradients of TensorFlow.js have none for `equal`, so that a
 * loss could only be differentiated after `registerSecondOrderGradients`.
 *
 * @param x - any float tensor; NaN stays NaN
 * @returns a tensor of the same shape
 * @internal
 */
export function zeroToOne<T extends tf.Tensor>(x: T): T {
  return tf.where(tf.cast(x, "bool"), x, tf.onesLike(x));
}
