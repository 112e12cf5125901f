import { powerIteration, type SingularVectors } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

function round(blocks: tf.Tensor3D, vectors: SingularVectors): { u: tf.Tensor; v: tf.Tensor } {
  return tf.tidy(() => {
    const [groups, columns, rows] = blocks.shape;
    if (groups === 1) return powerIteration(blocks, vectors);
    const v = unit(tf.matMul(blocks, tf.reshape(vectors.u, [groups, rows, 1])));
    return { u: unit(tf.matMul(tf.reshape(v, [groups, 1, columns]), blocks)), v };
  });
}

/** Of unit norm over all blocks together. */
function unit(x: tf.Tensor): tf.Tensor {
  return tf.div(x, tf.maximum(tf.norm(x), 1e-30));
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "depthwise-as-one-matrix",
  bug: "one pair of vectors for the block diagonal matrix of a depthwise kernel: it forgets the weaker channels",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ round }) },
});
