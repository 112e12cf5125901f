import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { comparisonTable } from "./tables.ts";

export const comparesText: Mutant = mutantOf({
  name: "compares-text",
  bug: "Compares protocols as text, so that the order of fields makes a difference.",
  table: comparisonTable,
  subject: {
    ...metrics,
    compareScores: (a, b) => {
      if (JSON.stringify(a.protocol) === JSON.stringify(b.protocol)) return metrics.compareScores(a, b);
      throw new metrics.ScoreMismatchError([{ field: "protocol", a: a.protocol, b: b.protocol }]);
    },
  },
});
