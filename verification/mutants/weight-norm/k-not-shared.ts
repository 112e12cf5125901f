import { weightNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith } from "./norm-with.ts";

/** Gives every row the whole of k instead of k^(1/L). */
export const mutant: Mutant = mutantOf({
  name: "k-not-shared",
  bug: "Gives every row the whole of k instead of k^(1/L).",
  table: weightNormTable,
  subject: {
    make: normWith({
      factor: ({ k = 1, kPerWeight }) => kPerWeight ?? k,
    }),
  },
});
