import { powerIteration, type SingularVectors } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

function round(blocks: tf.Tensor3D, vectors: SingularVectors): { u: tf.Tensor; v: tf.Tensor } {
  return tf.tidy(() => {
    const { u, v } = powerIteration(blocks, vectors);
    return { u: inHalf(u), v: inHalf(v) };
  });
}

function inHalf(x: tf.Tensor): tf.Tensor {
  return tf.div(tf.round(tf.mul(x, 2 ** 11)), 2 ** 11);
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "half-precision-vectors",
  bug: "u and v are kept in 11 bits, as in mixed precision training",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ round }) },
});
