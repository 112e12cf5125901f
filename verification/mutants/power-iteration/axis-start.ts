import { type KernelMatrix, powerIteration, singularValueEstimate } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function startVector({ groups, rows }: KernelMatrix): tf.Tensor {
  const axis = Array.from({ length: rows }, (_, i) => (i === 0 ? 1 : 0));
  return tf.tensor3d(Array.from({ length: groups }, () => [axis]));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "axis-start",
  bug: "the first axis in place of a random vector",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
