import { powerIteration as right, singularValueEstimate, type SingularVectors, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function powerIteration(blocks: tf.Tensor3D, vectors: SingularVectors): { u: tf.Tensor3D; v: tf.Tensor3D } {
  return tf.tidy(() => {
    const { v } = right(blocks, vectors);
    const transposed = tf.transpose<tf.Tensor3D>(blocks, [0, 2, 1]);
    const swapped = right(transposed, {
      u: tf.reshape(vectors.v, [blocks.shape[0], 1, blocks.shape[1]]),
      v: tf.reshape(vectors.u, [blocks.shape[0], blocks.shape[2], 1]),
    });
    return { u: tf.reshape(swapped.v, [blocks.shape[0], 1, blocks.shape[2]]), v };
  });
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "both-from-the-old-pair",
  bug: "u ← Wv with the v of the round before: both halves of the round from the old pair, in place of one after the other",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
