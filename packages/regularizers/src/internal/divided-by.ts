import { detach } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { zeroToOne } from "./zero-to-one.ts";

/**
 * `scale · W / σ`; W times the scale where σ is zero, and NaN where it is not finite, since W / ∞ would look like a zero.
 *
 * @param value - W
 * @param sigma - σ >= 0, a scalar; the gradient flows through it
 * @param scale - a constant
 * @returns a tensor of W's shape
 * @internal
 */
export function dividedBy(value: tf.Tensor, sigma: tf.Scalar, scale: number): tf.Tensor {
  return tf.tidy(() => {
    const norm = zeroToOne(tf.where(tf.isFinite(sigma), sigma, Number.NaN));
    // The gradient of a quotient squares its divisor, which would over- or underflow: so W is divided by the number that
    // σ is, and then by σ over that number, which is 1.
    const size = detach(norm);
    return tf.div(tf.div(value, size), tf.div(tf.div(norm, size), scale));
  });
}
