import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Refuses every pair of constraints of which both promise something, gradient penalty and spectral norm too. */
export const mutant: Mutant = mutantOf({
  name: "refuses-all-pairs",
  bug: "Refuses every pair of constraints of which both promise something, gradient penalty and spectral norm too.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      isRefused: (isRefused, members) =>
        isRefused || members.filter(({ guarantee }) => guarantee.promises.length > 0).length > 1,
    }),
  },
});
