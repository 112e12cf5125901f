import { powerIteration, type SingularVectors, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function singularValueEstimate(blocks: tf.Tensor3D, { u, v }: SingularVectors): tf.Scalar {
  return tf.tidy(() => {
    const [groups, columns] = blocks.shape;
    const product = tf.matMul(tf.reshape(v, [groups, 1, columns]), blocks);
    const estimates = tf.abs(tf.sum(tf.mul(product, u), [1, 2]));
    return tf.mul(0.01, tf.logSumExp<tf.Scalar>(tf.mul(100, estimates)));
  });
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "gradient-to-all-blocks",
  bug: "the largest by log-sum-exp: every block gets a share of the gradient",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
