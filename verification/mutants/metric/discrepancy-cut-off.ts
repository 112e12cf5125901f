import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const discrepancyCutOff: Mutant = mutantOf({
  name: "discrepancy-cut-off",
  bug: "Cuts off at zero, which makes the estimate biased.",
  table: kernelTable,
  subject: kernelWith({ sum: (ofReal, ofFake, ofBoth) => Math.max(0, ofReal + ofFake - 2 * ofBoth) }),
});
