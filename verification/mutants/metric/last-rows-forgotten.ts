import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const lastRowsForgotten: Mutant = mutantOf({
  name: "last-rows-forgotten",
  bug: "Scores what has come, though fewer samples came than were announced.",
  table: inceptionTable,
  subject: {
    ...metrics,
    accumulateInceptionScore: (nClasses, { splits = 10 }) => {
      const rows: number[] = [];
      return {
        add: (probabilities) => void rows.push(...Array.from(probabilities)),
        finish: () => metrics.inceptionScore(rows, nClasses, { splits }),
      };
    },
  },
});
