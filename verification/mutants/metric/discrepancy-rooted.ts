import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const discrepancyRooted: Mutant = mutantOf({
  name: "discrepancy-rooted",
  bug: "Gives the root of the absolute value.",
  table: kernelTable,
  subject: kernelWith({ sum: (ofReal, ofFake, ofBoth) => Math.sqrt(Math.abs(ofReal + ofFake - 2 * ofBoth)) }),
});
