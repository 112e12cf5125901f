import { momentsOf, statisticsWith } from "./statistics-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const uncenteredSums: Mutant = mutantOf({
  name: "uncentered-sums",
  bug: "Keeps Σ x and Σ xx' and takes n m m' away in the end, as torchmetrics does: far from the origin no digit is left.",
  table: statisticsTable,
  subject: statisticsWith((batches) => momentsOf(batches.flat(), { shift: ([first = []]) => first.map(() => 0) })),
});
