import { powerIteration, type SingularVectors, startVector } from "@lipschitz-gan/core";
import { powerIterationTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

function singularValueEstimate(blocks: tf.Tensor3D, { u, v }: SingularVectors): tf.Scalar {
  return tf.tidy(() => {
    const [groups, columns] = blocks.shape;
    const product = tf.matMul(tf.reshape(v, [groups, 1, columns]), blocks);
    const estimates = tf.sum(tf.mul(product, u), [1, 2]);
    return tf.max<tf.Scalar>(estimates);
  });
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "signed-estimate",
  bug: "uᵀWv without its absolute value: negative where W has crossed zero since the last round",
  table: powerIterationTable,
  subject: { startVector, powerIteration, singularValueEstimate },
});
