import { momentsOf, statisticsWith } from "./statistics-with.ts";
import { meanOf } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const meanOfBatchMeans: Mutant = mutantOf({
  name: "mean-of-batch-means",
  bug: "Averages the means of batches as if all were of one size.",
  table: statisticsTable,
  subject: statisticsWith((batches) => {
    const means = batches.map((batch) => momentsOf(batch).mean);
    const right = momentsOf(batches.flat());
    return { ...right, mean: right.mean.map((_, j) => meanOf(means.map((mean) => mean[j] ?? Number.NaN))) };
  }),
});
