import { powerIteration as right, singularValueEstimate, type SingularVectors, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function powerIteration(blocks: tf.Tensor3D, vectors: SingularVectors): { u: tf.Tensor3D; v: tf.Tensor3D } {
  return tf.tidy(() => {
    const { u } = right(blocks, vectors);
    const [groups, , rows] = blocks.shape;
    return { u, v: tf.matMul<tf.Tensor3D>(blocks, tf.reshape(vectors.u, [groups, rows, 1])) };
  });
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "v-not-renormalised",
  bug: "v ← Wᵀu without its division, and σ from this v: an estimate of σ² in disguise",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
