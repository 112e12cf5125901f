import * as tf from "@tensorflow/tfjs-core";

/**
 * 1 where x is zero, x elsewhere, to divide by; no gradient flows where x is zero.
 *
 * With a gradient of its own, because the stock gradients of TensorFlow.js have none for `equal`: a loss could only be
 * differentiated after `registerSecondOrderGradients`. (A cast to bool in its place is wrong on WASM, where 0.5 is false.)
 *
 * @param x - any float tensor; NaN stays NaN
 * @returns a tensor of the same shape
 * @internal
 */
export function zeroToOne<T extends tf.Tensor>(x: T): T {
  const divisor = tf.customGrad((...[value, save]: (tf.Tensor | tf.GradSaveFunc)[]) => {
    // The callback's arguments are typed as tensors or savers; the first is the tensor, the last the saver.
    const [given, keep] = [value as tf.Tensor, save as tf.GradSaveFunc];
    const isZero = tf.equal(given, 0);
    keep([tf.cast(tf.logicalNot(isZero), "float32")]);
    return {
      value: tf.where(isZero, tf.onesLike(given), given),
      gradFunc: (dy: tf.Tensor, [passes]: tf.Tensor[]) => tf.mul(dy, passes ?? 1),
    };
  });
  return divisor(x) as T; // of the same shape
}
