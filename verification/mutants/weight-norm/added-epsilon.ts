import { weightNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, rowNorms } from "./norm-with.ts";

/** Adds 1e-6 to the norm, as gloro #8 did: small rows come out shorter. */
export const mutant: Mutant = mutantOf({
  name: "added-epsilon",
  bug: "Adds 1e-6 to the norm, as gloro #8 did: small rows come out shorter.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (weight, value) => tf.add(rowNorms(weight, value), 1e-6),
    }),
  },
});
