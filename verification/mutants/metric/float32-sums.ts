import { momentsOf, statisticsWith } from "./statistics-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const float32Sums: Mutant = mutantOf({
  name: "float32-sums",
  bug: "Sums in float32, as on a graphics processor.",
  table: statisticsTable,
  subject: statisticsWith((batches) => momentsOf(batches.flat(), { round: Math.fround })),
});
