import {
  detach,
  powerIteration,
  singularValueEstimate as right,
  type SingularVectors,
  startVector,
} from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function singularValueEstimate(blocks: tf.Tensor3D, vectors: SingularVectors): tf.Scalar {
  return tf.tidy(() => right(detach(blocks), vectors));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "constant-estimate",
  bug: "σ without a gradient: the term −λ u vᵀ is lost (Keras and TF-Addons, issue 2414)",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
