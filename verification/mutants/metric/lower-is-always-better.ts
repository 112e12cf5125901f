import { compareChanged } from "./compare-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { comparisonTable } from "./tables.ts";

export const lowerIsAlwaysBetter: Mutant = mutantOf({
  name: "lower-is-always-better",
  bug: "Calls the lower score better, whatever the metric.",
  table: comparisonTable,
  subject: compareChanged((comparison) => {
    const { difference } = comparison;
    return { ...comparison, better: difference === 0 ? "equal" : difference < 0 ? "a" : "b" };
  }),
});
