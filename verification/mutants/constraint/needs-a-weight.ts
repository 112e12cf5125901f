import { statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne, frobenius } from "./frobenius.ts";

/** Reads the first weight on binding, where there may be none. compose binds to no weights to see the hooks. */
export const mutant: Mutant = constraintMutant(
  "needs-a-weight",
  "bind reads weights[0] without looking whether there is one, so it throws within compose.",
  () => ({
    ...frobenius(),
    bind: (weights) => {
      const { name } = weights[0]!; // the defect
      return statelessBinding({
        parametrize: (weight, value) => (weight.name === name ? tf.div(value, atLeastOne(value)) : value),
      });
    },
  }),
);
