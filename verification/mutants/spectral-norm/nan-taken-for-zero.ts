import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { divided, spectralNormWith } from "./spectral-norm-with.ts";

function normalise(value: tf.Tensor, sigma: tf.Scalar, share: number): tf.Tensor {
  const bar = divided(value, sigma, share);
  return tf.where(tf.isNaN(bar), tf.zerosLike(bar), bar);
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "nan-taken-for-zero",
  bug: "a NaN in W̄ is replaced by 0, so that training goes on with a broken kernel",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ normalise }) },
});
