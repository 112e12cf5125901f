import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Does not tell the optimizer of the variables of its members. */
export const mutant: Mutant = mutantOf({
  name: "trainable-forgotten",
  bug: "Does not tell the optimizer of the variables of its members.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: () => ({ trainable: () => ({}) }),
    }),
  },
});
