import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectrumTable } from "./tables.ts";

export const rankByCounting: Mutant = mutantOf({
  name: "rank-by-counting",
  bug: "Counts the values above a thousandth of the largest.",
  table: spectrumTable,
  subject: {
    ...metrics,
    effectiveRank: (values) => {
      const least = metrics.effectiveRank(values) === 0 ? 0 : Math.max(...Array.from(values)) / 1000;
      return Array.from(values).filter((sigma) => sigma > least).length;
    },
  },
});
