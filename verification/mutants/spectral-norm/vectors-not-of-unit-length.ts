import { type SingularVectors } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith, zeroToOne } from "./spectral-norm-with.ts";

function round(blocks: tf.Tensor3D, { u }: SingularVectors): { u: tf.Tensor; v: tf.Tensor } {
  return tf.tidy(() => {
    const [groups, columns, rows] = blocks.shape;
    const v = largestToOne(tf.matMul(blocks, tf.reshape(u, [groups, rows, 1])));
    return { u: largestToOne(tf.matMul(tf.reshape(v, [groups, 1, columns]), blocks)), v };
  });
}

function largestToOne(x: tf.Tensor): tf.Tensor {
  return tf.div(x, zeroToOne(tf.max(tf.abs(x), [1, 2], true)));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "vectors-not-of-unit-length",
  bug: "x / max|x| in place of x / |x|",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ round }) },
});
