import { inceptionWith, sampleStd } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const sampleDeviationOfSplits: Mutant = mutantOf({
  name: "sample-deviation-of-splits",
  bug: "Divides the variance of the splits by their number less one.",
  table: inceptionTable,
  subject: inceptionWith({ stdOf: sampleStd }),
});
