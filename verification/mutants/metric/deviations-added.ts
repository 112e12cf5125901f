import { compareChanged } from "./compare-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { comparisonTable } from "./tables.ts";

export const deviationsAdded: Mutant = mutantOf({
  name: "deviations-added",
  bug: "Adds the standard deviations instead of their squares.",
  table: comparisonTable,
  subject: compareChanged((comparison, { std: one }, { std: other }) =>
    one === undefined || other === undefined ? comparison : { ...comparison, combinedStd: one + other },
  ),
});
