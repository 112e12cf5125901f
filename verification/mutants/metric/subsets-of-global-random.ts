import { chosen, kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const subsetsOfGlobalRandom: Mutant = mutantOf({
  name: "subsets-of-global-random",
  bug: "Draws the subsets from the global random numbers.",
  table: kernelTable,
  subject: kernelWith({
    choose: (side, count, size, _, subset) => chosen(side, count, size, Math.floor(Math.random() * 2 ** 31), subset),
  }),
});
