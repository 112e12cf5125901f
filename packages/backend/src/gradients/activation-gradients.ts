import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";
import { leakyReluCotangent, leakyReluGradientGradient } from "./leaky-relu-gradient.ts";

// Klambauer et al. (2017), https://arxiv.org/abs/1706.02515
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** exp(min(x, 0)): unlike exp(x), it cannot overflow where x > 0, where 0·∞ would then be NaN. */
function expOfNegativePart(x: tf.Tensor): tf.Tensor {
  return tf.exp(tf.minimum(x, 0));
}

/**
 * Piecewise activations, each gradient as `dy · slope(x)` with a slope that can be differentiated:
 * `step(x, α)` is 1 where x > 0 and α elsewhere, in one kernel.
 *
 * @internal
 */
export const activationGradients: readonly tf.GradConfig[] = [
  defineGradient<tf.LeakyReluAttrs>({
    kernel: tf.LeakyRelu,
    inputs: ["x"],
    gradient: ({ dy, saved, attrs }) => ({
      x: () => leakyReluCotangent(dy, savedAt(saved, 0), attrs.alpha),
    }),
  }),
  leakyReluGradientGradient,
  defineGradient({
    kernel: tf.Relu,
    inputs: ["x"],
    gradient: ({ dy, saved }) => ({ x: () => leakyReluCotangent(dy, savedAt(saved, 0), 0) }),
  }),
  defineGradient({
    kernel: tf.Elu,
    inputs: ["x"],
    gradient: ({ dy, saved }) => ({ x: () => tf.mul(dy, expOfNegativePart(savedAt(saved, 0))) }),
  }),
  defineGradient({
    kernel: tf.Selu,
    inputs: ["x"],
    gradient: ({ dy, saved }) => ({
      x: () => {
        const x = savedAt(saved, 0);
        const slope = tf.mul(tf.step(x, SELU_ALPHA), expOfNegativePart(x));
        return tf.mul(tf.mul(dy, SELU_SCALE), slope);
      },
    }),
  }),
];
