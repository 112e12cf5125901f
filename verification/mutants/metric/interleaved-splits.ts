import { inceptionWith } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const interleavedSplits: Mutant = mutantOf({
  name: "interleaved-splits",
  bug: "Deals the samples out to the splits in turn.",
  table: inceptionTable,
  subject: inceptionWith({
    splitsOf: (rows, splits) => Array.from({ length: splits }, (_, i) => rows.filter((__, j) => j % splits === i)),
  }),
});
