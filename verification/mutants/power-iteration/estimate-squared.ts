import { powerIteration, singularValueEstimate as right, type SingularVectors, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function singularValueEstimate(blocks: tf.Tensor3D, vectors: SingularVectors): tf.Scalar {
  return tf.tidy(() => tf.square(right(blocks, vectors)));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "estimate-squared",
  bug: "|Wᵀu|², an eigenvalue of WWᵀ, taken for a singular value",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
