import { meanOf } from "./inception-with.ts";
import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const acrossWithoutDiagonal: Mutant = mutantOf({
  name: "across-without-diagonal",
  bug: "Leaves out pairs of the same place in both sets, an estimate for paired samples.",
  table: kernelTable,
  subject: kernelWith({ across: (kernels) => meanOf(kernels.flatMap((row, i) => row.filter((_, j) => j !== i))) }),
});
