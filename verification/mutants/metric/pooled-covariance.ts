import { momentsOf, statisticsWith } from "./statistics-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const pooledCovariance: Mutant = mutantOf({
  name: "pooled-covariance",
  bug: "Adds up squares about the mean of each batch, and forgets how far the batches' means are apart.",
  table: statisticsTable,
  subject: statisticsWith((batches) => {
    const right = momentsOf(batches.flat());
    const parts = batches.map((batch) => momentsOf(batch, { divisor: () => right.count - 1 }).covariance);
    return {
      ...right,
      covariance: right.covariance.map((_, i) => parts.reduce((sum, part) => sum + (part[i] ?? Number.NaN), 0)),
    };
  }),
});
