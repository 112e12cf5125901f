import { weightClipping } from "@lipschitz-gan/regularizers";
import { trainingTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

/** Clips at 1.1 c, a margin against rounding that nobody told the promise of. */
export const mutant: Mutant = mutantOf({
  name: "clips-too-far",
  bug: "Clips at 1.1 c, a margin against rounding that nobody told the promise of.",
  table: trainingTable,
  subject: {
    make: () => ({ ...weightClipping({ c: 0.11 }), guarantee: weightClipping({ c: 0.1 }).guarantee }),
  },
});
