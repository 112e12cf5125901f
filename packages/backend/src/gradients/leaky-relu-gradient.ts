import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";
import { runKernel } from "./run-kernel.ts";

/**
 * A kernel that some backends have: dy where x > 0, α·dy elsewhere, in one pass.
 *
 * @internal
 */
export const LEAKY_RELU_GRADIENT = "LeakyReluGradient";

/**
 * dy · slope(x) of leaky ReLU, in one kernel where the backend has it.
 *
 * @param dy - cotangent of the output
 * @param x - input, of the same shape
 * @param alpha - slope where x is not positive
 * @internal
 */
export function leakyReluCotangent(dy: tf.Tensor, x: tf.Tensor, alpha: number): tf.Tensor {
  const isThere = tf.getKernel(LEAKY_RELU_GRADIENT, tf.getBackend()) as tf.KernelConfig | undefined;
  return isThere === undefined ? tf.mul(dy, tf.step(x, alpha)) : runKernel(LEAKY_RELU_GRADIENT, { dy, x }, { alpha });
}

/**
 * The gradient of {@link LEAKY_RELU_GRADIENT}, which is linear in dy; in x it is flat but for a kink.
 *
 * @internal
 */
export const leakyReluGradientGradient: tf.GradConfig = defineGradient<tf.LeakyReluAttrs>({
  kernel: LEAKY_RELU_GRADIENT,
  inputs: ["x"],
  gradient: ({ dy, saved, attrs }) => {
    const x = savedAt(saved, 0);
    return { dy: () => leakyReluCotangent(dy, x, attrs.alpha), x: () => tf.zerosLike(x) };
  },
});
