import { momentsOf, statisticsWith } from "./statistics-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const dropsLastBatch: Mutant = mutantOf({
  name: "drops-last-batch",
  bug: "Leaves out a last batch that is not full, as a loader with drop_last does.",
  table: statisticsTable,
  subject: statisticsWith((batches) => {
    const full = batches.filter((batch) => batch.length >= (batches[0]?.length ?? 0));
    return momentsOf(full.flat());
  }),
});
