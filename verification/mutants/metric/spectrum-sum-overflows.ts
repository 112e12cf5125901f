import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectrumTable } from "./tables.ts";

export const spectrumSumOverflows: Mutant = mutantOf({
  name: "spectrum-sum-overflows",
  bug: "Divides by a sum that overflows where the values are large.",
  table: spectrumTable,
  subject: {
    ...metrics,
    effectiveRank: (values) => {
      const sum = Array.from(values).reduce((total, sigma) => total + sigma * 2 ** 30, 0);
      return sum === Infinity ? Number.NaN : metrics.effectiveRank(values);
    },
  },
});
