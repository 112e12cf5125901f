import { weightNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith } from "./norm-with.ts";

/** Makes rows of norm 1, whatever k is. */
export const mutant: Mutant = mutantOf({
  name: "k-forgotten",
  bug: "Makes rows of norm 1, whatever k is.",
  table: weightNormTable,
  subject: {
    make: normWith({
      factor: () => 1,
    }),
  },
});
