import { chosen, kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const subsetsWithoutSeed: Mutant = mutantOf({
  name: "subsets-without-seed",
  bug: "Draws the same subsets whatever the seed.",
  table: kernelTable,
  subject: kernelWith({ choose: (side, count, size, _, subset) => chosen(side, count, size, 0, subset) }),
});
