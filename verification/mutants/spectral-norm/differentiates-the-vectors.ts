import { type SingularVectors } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

function estimate(blocks: tf.Tensor3D, { u }: SingularVectors): tf.Scalar {
  const [groups, , rows] = blocks.shape;
  const product = tf.matMul(blocks, tf.reshape(u, [groups, rows, 1]));
  return tf.max<tf.Scalar>(tf.sqrt(tf.sum(tf.square(product), [1, 2])));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "differentiates-the-vectors",
  bug: "the gradient flows through u and v as well: a round of power iteration within the tape",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ estimate }) },
});
