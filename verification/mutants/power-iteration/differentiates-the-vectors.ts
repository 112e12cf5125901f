import { powerIteration, type SingularVectors, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function singularValueEstimate(blocks: tf.Tensor3D, { u }: SingularVectors): tf.Scalar {
  return tf.tidy(() => {
    const [groups, , rows] = blocks.shape;
    const v = tf.matMul(blocks, tf.reshape(u, [groups, rows, 1]));
    const unit = tf.div(v, tf.sqrt(tf.sum(tf.square(v), [1, 2], true)));
    return tf.max<tf.Scalar>(tf.abs(tf.sum(tf.mul(tf.matMul(tf.transpose(unit, [0, 2, 1]), blocks), u), [1, 2])));
  });
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "differentiates-the-vectors",
  bug: "u and v are computed from W within the tape, so that the gradient flows through power iteration as well",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
