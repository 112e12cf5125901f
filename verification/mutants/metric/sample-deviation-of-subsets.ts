import { sampleStd } from "./inception-with.ts";
import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const sampleDeviationOfSubsets: Mutant = mutantOf({
  name: "sample-deviation-of-subsets",
  bug: "Divides the variance of the subsets by their number less one.",
  table: kernelTable,
  subject: kernelWith({ stdOf: sampleStd }),
});
