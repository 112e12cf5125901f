import { weightNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith } from "./norm-with.ts";

/** Leaves the gains out of the state, so that a checkpoint forgets them. */
export const mutant: Mutant = mutantOf({
  name: "gain-not-saved",
  bug: "Leaves the gains out of the state, so that a checkpoint forgets them.",
  table: weightNormTable,
  subject: {
    make: normWith({
      hooks: () => ({ state: () => ({}) }),
    }),
  },
});
