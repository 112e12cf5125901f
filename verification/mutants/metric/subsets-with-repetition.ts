import { createRng } from "@lipschitz-gan/core";
import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const subsetsWithRepetition: Mutant = mutantOf({
  name: "subsets-with-repetition",
  bug: "Draws subsets with repetition.",
  table: kernelTable,
  subject: kernelWith({
    choose: (side, count, size, seed, subset) => {
      const random = createRng(seed).stream(side, subset);
      return Array.from({ length: size }, () => random.int(count));
    },
  }),
});
