import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";
import { sumToShape } from "./sum-to-shape.ts";

type Comparison = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Where a and b are equal the whole cotangent goes to a, as in TensorFlow.js. */
function extremumGradient(kernel: string, aWins: Comparison, bWins: Comparison): tf.GradConfig {
  return defineGradient({
    kernel,
    inputs: ["a", "b"],
    gradient: ({ dy, saved }) => {
      const a = savedAt(saved, 0);
      const b = savedAt(saved, 1);
      const where = (wins: Comparison) => tf.mul(dy, tf.cast(wins(a, b), "float32"));
      return {
        a: () => sumToShape(where(aWins), a.shape),
        b: () => sumToShape(where(bWins), b.shape),
      };
    },
  });
}

/**
 * Maximum, minimum and squared difference of two tensors, broadcast operands included (which the
 * gradients of TensorFlow.js forget to sum over).
 *
 * @internal
 */
export const elementwisePairGradients: readonly tf.GradConfig[] = [
  extremumGradient(tf.Maximum, tf.greaterEqual, tf.less),
  extremumGradient(tf.Minimum, tf.lessEqual, tf.greater),
  defineGradient({
    kernel: tf.SquaredDifference,
    inputs: ["a", "b"],
    gradient: ({ dy, saved }) => {
      const a = savedAt(saved, 0);
      const b = savedAt(saved, 1);
      const twice = (u: tf.Tensor, v: tf.Tensor) => tf.mul(dy, tf.mul(2, tf.sub(u, v)));
      return {
        a: () => sumToShape(twice(a, b), a.shape),
        b: () => sumToShape(twice(b, a), b.shape),
      };
    },
  }),
];
