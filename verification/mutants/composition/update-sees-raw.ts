import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith, having } from "./compose-with.ts";

/** Gives every update the raw weight: spectral norm after weight norm iterates on another matrix than it divides. */
export const mutant: Mutant = mutantOf({
  name: "update-sees-raw",
  bug: "Gives every update the raw weight: spectral norm after weight norm iterates on another matrix than it divides.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) =>
        having(bindings, "update").length === 0
          ? {}
          : {
              update: (weight, value) => {
                for (const { bound } of bindings) bound.update?.(weight, value);
              },
            },
    }),
  },
});
