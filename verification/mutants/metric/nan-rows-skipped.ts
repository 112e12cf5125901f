import * as metrics from "@lipschitz-gan/metrics";
import { rowsOf } from "./statistics-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const nanRowsSkipped: Mutant = mutantOf({
  name: "nan-rows-skipped",
  bug: "Leaves out samples that hold NaN or an infinity, without a word.",
  table: statisticsTable,
  subject: {
    ...metrics,
    accumulateStatistics: (dimension) => {
      const right = metrics.accumulateStatistics(dimension);
      return {
        add: (features) => {
          for (const row of rowsOf(features, dimension)) if (row.every(Number.isFinite)) right.add(row);
        },
        finish: () => right.finish(),
      };
    },
  },
});
