import { type GuaranteedQuantity, statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne } from "./frobenius.ts";

const quantities: readonly GuaranteedQuantity[] = [
  "operator-norm",
  "spectral-norm",
  "row-norm",
  "entry",
  "input-gradient",
];

/** No number of updates brings the norm nearer to the kernel's: there is no update. */
export const mutant: Mutant = constraintMutant(
  "norm-of-the-start",
  "The norm is computed when the constraint is bound and never again, so that nothing tends to what is promised.",
  () => ({
    name: "frobenius-norm",
    guarantee: {
      statement: "Everything tends to one.",
      promises: quantities.map((quantity) => ({ quantity, norm: "l2", sense: "in-the-limit", bound: () => 1 })),
    },
    bind: (weights) => {
      const norms = new Map(
        weights.map(({ name, variable }) => [name, tf.tidy(() => atLeastOne(variable).dataSync()[0])]),
      );
      return statelessBinding({ parametrize: ({ name }, value) => tf.div(value, norms.get(name) ?? 1) });
    },
  }),
);
