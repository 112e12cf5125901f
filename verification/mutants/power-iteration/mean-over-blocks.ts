import { powerIteration, type SingularVectors, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function singularValueEstimate(blocks: tf.Tensor3D, { u, v }: SingularVectors): tf.Scalar {
  return tf.tidy(() => {
    const [groups, columns] = blocks.shape;
    const product = tf.matMul(tf.reshape(v, [groups, 1, columns]), blocks);
    const estimates = tf.abs(tf.sum(tf.mul(product, u), [1, 2]));
    return tf.mean<tf.Scalar>(estimates);
  });
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "mean-over-blocks",
  bug: "the mean of the blocks' estimates in place of the largest",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
