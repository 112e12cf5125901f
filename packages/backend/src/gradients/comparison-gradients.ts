import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";

const binary = [tf.Equal, tf.NotEqual, tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual, tf.LogicalAnd, tf.LogicalOr];

/**
 * Comparisons are constant almost everywhere: their gradient is zero.
 *
 * TensorFlow.js registers none (but one, of the wrong type for whole numbers), so that the masks of
 * leaky ReLU, maximum, clipping and others could not be differentiated at all.
 *
 * @internal
 */
export const comparisonGradients: readonly tf.GradConfig[] = [
  ...binary.map((kernel) =>
    defineGradient({
      kernel,
      inputs: ["a", "b"],
      gradient: ({ saved }) => ({
        a: () => tf.zeros(savedAt(saved, 0).shape),
        b: () => tf.zeros(savedAt(saved, 1).shape),
      }),
    }),
  ),
  defineGradient({
    kernel: tf.LogicalNot,
    gradient: ({ dy }) => ({ x: () => tf.zeros(dy.shape) }),
  }),
];
