import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith, having } from "./compose-with.ts";

/** Updates the first member that has something to update, and no other. */
export const mutant: Mutant = mutantOf({
  name: "first-update-only",
  bug: "Updates the first member that has something to update, and no other.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) => {
        const [first] = having(bindings, "update");
        return first === undefined ? {} : { update: (weight, value) => first.bound.update?.(weight, value) };
      },
    }),
  },
});
