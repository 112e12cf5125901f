import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectrumTable } from "./tables.ts";

export const rankOfSquares: Mutant = mutantOf({
  name: "rank-of-squares",
  bug: "Takes shares of σ² instead of σ.",
  table: spectrumTable,
  subject: {
    ...metrics,
    effectiveRank: (values) => metrics.effectiveRank(Array.from(values, (sigma) => sigma * sigma)),
  },
});
