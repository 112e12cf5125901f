import { statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne, frobenius } from "./frobenius.ts";

/** Two critics under one constraint have kernels of the same names, and so write over each other's norms. */
export const mutant: Mutant = constraintMutant(
  "state-in-the-factory",
  "The norms are kept beside bind and not in it, so two critics of one constraint share them.",
  () => {
    const norms = new Map<string, tf.Tensor>(); // the defect: this belongs into bind
    return {
      ...frobenius(),
      bind: () => ({
        ...statelessBinding({
          parametrize: (weight, value) => tf.div(value, norms.get(weight.name) ?? 1),
        }),
        update: (weight, value) => {
          norms.get(weight.name)?.dispose();
          norms.set(weight.name, tf.keep(tf.tidy(() => atLeastOne(value))));
        },
      }),
    };
  },
);
