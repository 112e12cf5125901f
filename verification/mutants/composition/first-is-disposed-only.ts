import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Frees the first member and leaks the others. */
export const mutant: Mutant = mutantOf({
  name: "first-is-disposed-only",
  bug: "Frees the first member and leaks the others.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      hooks: (bindings) => ({ dispose: () => bindings[0]?.bound.dispose() }),
    }),
  },
});
