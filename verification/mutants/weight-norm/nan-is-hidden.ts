import { weightNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, rowNorms } from "./norm-with.ts";

/** Takes the norm of the entries that are not NaN, so that one NaN does not show in the others. */
export const mutant: Mutant = mutantOf({
  name: "nan-is-hidden",
  bug: "Takes the norm of the entries that are not NaN, so that one NaN does not show in the others.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (weight, value) => rowNorms(weight, tf.where(tf.isNaN(value), tf.zerosLike(value), value)),
    }),
  },
});
