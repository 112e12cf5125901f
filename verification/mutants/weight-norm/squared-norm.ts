import { weightNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, rowNorms } from "./norm-with.ts";

/** Divides by the square of the norm, the root forgotten. */
export const mutant: Mutant = mutantOf({
  name: "squared-norm",
  bug: "Divides by the square of the norm, the root forgotten.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (weight, value) => tf.square(rowNorms(weight, value)),
    }),
  },
});
