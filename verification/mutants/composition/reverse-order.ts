import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Nests as functions are written, the last constraint first. */
export const mutant: Mutant = mutantOf({
  name: "reverse-order",
  bug: "Nests as functions are written, the last constraint first.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      order: (members) => members.toReversed(),
    }),
  },
});
