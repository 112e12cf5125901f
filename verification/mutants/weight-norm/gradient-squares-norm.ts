import { weightNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, rowNorms } from "./norm-with.ts";

/** A plain quotient by the norm, whose gradient divides by the norm's square. */
export const mutant: Mutant = mutantOf({
  name: "gradient-squares-norm",
  bug: "A plain quotient by the norm: its gradient divides by the square, which is 0 in float32 for rows below 2^-75.",
  table: weightNormTable,
  subject: {
    make: normWith({
      hooks: (gains) => ({
        parametrize: (weight, value) =>
          tf.tidy(() => tf.mul(tf.div(value, rowNorms(weight, value)), gains[`${weight.name}/gain`] ?? 1)),
      }),
    }),
  },
});
