import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";
import { sumToShape } from "./sum-to-shape.ts";

/**
 * Products of stacks of matrices, C = op(A) op(B): ∂A and ∂B are products with the cotangent, summed over the stack along
 * which a factor was repeated; TensorFlow.js leaves that sum out, and then refuses the shape.
 *
 * @see Giles (2008), An extended collection of matrix derivative results, section 2.2.2
 * @internal
 */
export const matrixProductGradient: tf.GradConfig = defineGradient<tf.BatchMatMulAttrs>({
  kernel: tf.BatchMatMul,
  inputs: ["a", "b"],
  gradient: ({ dy, saved, attrs: { transposeA, transposeB } }) => {
    const a = savedAt(saved, 0);
    const b = savedAt(saved, 1);
    // op(A)' = C' op(B)ᵀ and op(B)' = op(A)ᵀ C', each transposed where its factor is.
    const ofA = () => (transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB));
    const ofB = () => (transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false));
    return { a: () => sumToShape(ofA(), a.shape), b: () => sumToShape(ofB(), b.shape) };
  },
});
