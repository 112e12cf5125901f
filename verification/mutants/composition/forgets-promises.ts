import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Promises only what the last member does. */
export const mutant: Mutant = mutantOf({
  name: "forgets-promises",
  bug: "Promises only what the last member does.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      guarantee: (right, members) => ({ ...right, promises: members.at(-1)?.guarantee.promises ?? [] }),
    }),
  },
});
