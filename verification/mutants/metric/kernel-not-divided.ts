import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const kernelNotDivided: Mutant = mutantOf({
  name: "kernel-not-divided",
  bug: "Leaves out the division by the number of features.",
  table: kernelTable,
  subject: kernelWith({ kernel: (product) => (product + 1) ** 3 }),
});
