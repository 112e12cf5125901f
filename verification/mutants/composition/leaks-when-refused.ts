import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Does not free the members that are bound when a later one refuses. */
export const mutant: Mutant = mutantOf({
  name: "leaks-when-refused",
  bug: "Does not free the members that are bound when a later one refuses.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      bindAll: (members, bind) => members.map(bind),
    }),
  },
});
