import { type SingularVectors } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

function estimate(blocks: tf.Tensor3D, { u, v }: SingularVectors): tf.Scalar {
  const [groups, columns] = blocks.shape;
  const product = tf.matMul(tf.reshape(v, [groups, 1, columns]), blocks);
  return tf.prod<tf.Scalar>(tf.abs(tf.sum(tf.mul(product, u), [1, 2])));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "product-over-groups",
  bug: "the product of the groups' norms in place of the largest (orthogonium's get_conv_sv)",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ estimate }) },
});
