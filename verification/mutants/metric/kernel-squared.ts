import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const kernelSquared: Mutant = mutantOf({
  name: "kernel-squared",
  bug: "Takes the kernel of degree 2.",
  table: kernelTable,
  subject: kernelWith({ kernel: (product, dimension) => (product / dimension + 1) ** 2 }),
});
