import { statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne, frobenius } from "./frobenius.ts";

/** The average lives in a Map of numbers, which no checkpoint knows of. */
export const mutant: Mutant = constraintMutant(
  "unsaved-average",
  "A running average of the norm is kept in a plain Map and left out of state(), so a resumed run starts it anew.",
  () => ({
    ...frobenius({ guarantee: { statement: "The norm of each kernel follows a running average.", promises: [] } }),
    bind: () => {
      const averages = new Map<string, number>();
      return {
        ...statelessBinding({
          parametrize: (weight, value) => tf.div(value, averages.get(weight.name) ?? 1),
        }),
        update: (weight, value) => {
          const norm = tf.tidy(() => atLeastOne(value).dataSync()[0] ?? 1);
          averages.set(weight.name, 0.9 * (averages.get(weight.name) ?? norm) + 0.1 * norm);
        },
      };
    },
  }),
);
