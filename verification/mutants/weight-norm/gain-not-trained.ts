import { weightNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith } from "./norm-with.ts";

/** Does not tell the optimizer of the gains. */
export const mutant: Mutant = mutantOf({
  name: "gain-not-trained",
  bug: "Does not tell the optimizer of the gains.",
  table: weightNormTable,
  subject: {
    make: normWith({
      hooks: () => ({ trainable: () => ({}) }),
    }),
  },
});
