import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Promises all that its members do, also where it was told that a promise is broken. */
export const mutant: Mutant = mutantOf({
  name: "keeps-all-promises",
  bug: "Promises all that its members do, also where it was told that a promise is broken.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      guarantee: (right, members) => ({
        ...right,
        promises: members.flatMap(({ guarantee }) => guarantee.promises),
      }),
    }),
  },
});
