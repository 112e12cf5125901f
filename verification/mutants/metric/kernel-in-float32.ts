import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const kernelInFloat32: Mutant = mutantOf({
  name: "kernel-in-float32",
  bug: "Computes kernels in float32, as on a graphics processor.",
  table: kernelTable,
  subject: kernelWith({ kernel: (product, dimension) => Math.fround(Math.fround(product / dimension + 1) ** 3) }),
});
