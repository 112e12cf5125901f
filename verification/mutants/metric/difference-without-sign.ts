import { compareChanged } from "./compare-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { comparisonTable } from "./tables.ts";

export const differenceWithoutSign: Mutant = mutantOf({
  name: "difference-without-sign",
  bug: "Gives the difference without its sign.",
  table: comparisonTable,
  subject: compareChanged((comparison) => ({ ...comparison, difference: Math.abs(comparison.difference) })),
});
