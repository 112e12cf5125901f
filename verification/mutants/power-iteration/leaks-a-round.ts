import { powerIteration as right, singularValueEstimate, type SingularVectors, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function powerIteration(blocks: tf.Tensor3D, vectors: SingularVectors): { u: tf.Tensor3D; v: tf.Tensor3D } {
  tf.keep(tf.reshape(vectors.u, [blocks.shape[0], blocks.shape[2], 1]));
  return right(blocks, vectors);
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "leaks-a-round",
  bug: "no tidy around the round: its intermediate tensors are never freed",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
