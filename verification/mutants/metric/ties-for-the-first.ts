import { compareChanged } from "./compare-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { comparisonTable } from "./tables.ts";

export const tiesForTheFirst: Mutant = mutantOf({
  name: "ties-for-the-first",
  bug: "Calls the first of two equal scores better.",
  table: comparisonTable,
  subject: compareChanged((comparison) => ({
    ...comparison,
    better: comparison.better === "equal" ? "a" : comparison.better,
  })),
});
