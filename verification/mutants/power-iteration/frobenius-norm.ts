import { powerIteration, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function singularValueEstimate(blocks: tf.Tensor3D): tf.Scalar {
  return tf.tidy(() => tf.max<tf.Scalar>(tf.sqrt(tf.sum(tf.square(blocks), [1, 2]))));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "frobenius-norm",
  bug: "the Frobenius norm in place of σ₁: easy, safe, and too large by up to the root of the rank",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
