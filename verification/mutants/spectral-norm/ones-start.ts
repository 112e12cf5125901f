import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "ones-start",
  bug: "all ones in place of a random vector: stuck for ever where the leading vector sums to zero",
  table: spectralNormTable,
  subject: {
    make: spectralNormWith({ start: ({ groups, rows }) => tf.div(tf.ones([groups, 1, rows]), Math.sqrt(rows)) }),
  },
});
