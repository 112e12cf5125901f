import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const acrossCountedOnce: Mutant = mutantOf({
  name: "across-counted-once",
  bug: "Takes the mean over pairs of both sets away once instead of twice.",
  table: kernelTable,
  subject: kernelWith({ sum: (ofReal, ofFake, ofBoth) => ofReal + ofFake - ofBoth }),
});
