import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "frobenius-norm",
  bug: "divides by the Frobenius norm, which is larger than σ₁ by up to the root of the rank",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ estimate: (blocks) => tf.sqrt(tf.sum<tf.Scalar>(tf.square(blocks))) }) },
});
