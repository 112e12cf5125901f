import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { frobenius } from "./frobenius.ts";

/** A name in title case, a statement that is none, and a bound per entry that is divided by a number of hidden units. */
export const mutant: Mutant = constraintMutant(
  "careless-description",
  "The name is in title case and the bound is infinite where a kernel has one output; a first draft that nobody has read.",
  () =>
    frobenius({
      name: "Frobenius Norm",
      guarantee: {
        statement: "norm <= 1",
        promises: [
          {
            quantity: "spectral-norm",
            norm: "l2",
            sense: "always",
            bound: ({ matrix }) => 1 / ((matrix?.rows ?? 1) - 1),
          },
        ],
      },
    }),
);
