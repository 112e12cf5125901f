import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const kernelWithoutOne: Mutant = mutantOf({
  name: "kernel-without-one",
  bug: "Leaves out the constant of the kernel.",
  table: kernelTable,
  subject: kernelWith({ kernel: (product, dimension) => (product / dimension) ** 3 }),
});
