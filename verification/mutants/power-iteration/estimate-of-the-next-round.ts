import { powerIteration, type SingularVectors, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function singularValueEstimate(blocks: tf.Tensor3D, { u }: SingularVectors): tf.Scalar {
  return tf.tidy(() => {
    const [groups, , rows] = blocks.shape;
    const product = tf.matMul(blocks, tf.reshape(u, [groups, rows, 1]));
    return tf.max<tf.Scalar>(tf.sqrt(tf.sum(tf.square(product), [1, 2])));
  });
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "estimate-of-the-next-round",
  bug: "|Wᵀu| in place of uᵀWv: a better bound of σ₁, but with the gradient of another function, and with a v that the state does not hold",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
