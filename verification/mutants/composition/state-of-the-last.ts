import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith, named } from "./compose-with.ts";

/** Keeps the state of the last member only. */
export const mutant: Mutant = mutantOf({
  name: "state-of-the-last",
  bug: "Keeps the state of the last member only.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) => ({ state: () => named(bindings.slice(-1), (bound) => bound.state()) }),
    }),
  },
});
