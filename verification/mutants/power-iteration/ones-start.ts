import { type KernelMatrix, powerIteration, singularValueEstimate } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function startVector({ groups, rows }: KernelMatrix): tf.Tensor {
  return tf.tidy(() => tf.div(tf.ones([groups, 1, rows]), Math.sqrt(rows)));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "ones-start",
  bug: "all ones in place of a random vector: reproducible, and stuck for ever where the leading vector sums to zero",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
