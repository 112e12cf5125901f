import { meanOf } from "./inception-with.ts";
import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const kernelWithDiagonal: Mutant = mutantOf({
  name: "kernel-with-diagonal",
  bug: "Averages over all pairs, a sample and itself among them: a biased estimate.",
  table: kernelTable,
  subject: kernelWith({ among: (kernels) => meanOf(kernels.flat()) }),
});
