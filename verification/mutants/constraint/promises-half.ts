import type { GuaranteedQuantity } from "@lipschitz-gan/core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { frobenius } from "./frobenius.ts";

const quantities: readonly GuaranteedQuantity[] = [
  "operator-norm",
  "spectral-norm",
  "row-norm",
  "entry",
  "input-gradient",
];

/** A claim that nobody has measured. */
export const mutant: Mutant = constraintMutant(
  "promises-half",
  "Promises half of what holds, for every quantity: a bound copied from a paper with another convention.",
  () =>
    frobenius({
      guarantee: {
        statement: "Everything is at most a half.",
        promises: quantities.map((quantity) => ({ quantity, norm: "l2", sense: "always", bound: () => 0.5 })),
      },
    }),
);
