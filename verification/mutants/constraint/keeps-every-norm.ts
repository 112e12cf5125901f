import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne, frobenius } from "./frobenius.ts";

/** Kept for a plot, and never freed. */
export const mutant: Mutant = constraintMutant(
  "keeps-every-norm",
  "Each read keeps a tensor, for a plot of the norms over time, that nobody frees.",
  () =>
    frobenius({
      parametrize: (_weight, value) => {
        const norm = tf.keep(atLeastOne(value));
        return tf.div(value, norm);
      },
    }),
);
