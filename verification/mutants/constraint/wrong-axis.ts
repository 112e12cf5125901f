import { type LipschitzConstraint, statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";

function maxNorm(): LipschitzConstraint {
  return {
    name: "max-norm",
    guarantee: {
      statement: "After every step each row of a kernel matrix has norm at most one.",
      promises: [{ quantity: "row-norm", norm: "l2", sense: "always", bound: () => 1 }],
    },
    bind: () =>
      statelessBinding({
        project: ({ variable }) => {
          tf.tidy(() => {
            const last = variable.rank - 1; // PyTorch keeps outputs first; here this norm goes over the outputs
            const norms = tf.sqrt(tf.sum(tf.square(variable), last, true));
            variable.assign(tf.div(variable, tf.maximum(norms, 1)));
          });
        },
      }),
  };
}

/** The norm of each input's column, where the norm of each output's row was promised. */
export const mutant: Mutant = constraintMutant(
  "wrong-axis",
  "Max-norm over the last axis, ported from PyTorch, whose kernels have the outputs first.",
  maxNorm,
);
