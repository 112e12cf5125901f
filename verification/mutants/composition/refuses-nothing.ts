import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Takes every composition, and says afterwards what is left. */
export const mutant: Mutant = mutantOf({
  name: "refuses-nothing",
  bug: "Takes every composition, and says afterwards what is left.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      isRefused: () => false,
    }),
  },
});
