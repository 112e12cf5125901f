import * as tf from "@tensorflow/tfjs-core";

/**
 * The same values with no gradient: `d detach(x) / dx = 0`.
 *
 * @param x - any tensor
 * @returns a tensor of the same shape, which back-propagation treats as a constant
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { detach } from "@lipschitz-gan/core";
 *
 * const slope = tf.grad((x) => tf.mul(x, detach(x)))(tf.scalar(3));
 * slope.dataSync()[0]; // => 3
 * ```
 */
export function detach<T extends tf.Tensor>(x: T): T {
  const constant = tf.customGrad((value) => ({
    value: tf.clone(value as tf.Tensor), // the callback's argument is typed as tensor or saver; the first is a tensor
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }));
  return constant(x) as T; // a clone keeps the rank
}
