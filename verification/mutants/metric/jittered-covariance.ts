import { momentsOf, statisticsWith } from "./statistics-with.ts";
import { withCovariance } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const jitteredCovariance: Mutant = mutantOf({
  name: "jittered-covariance",
  bug: "Adds a millionth to the diagonal of every covariance, so that it can be inverted.",
  table: statisticsTable,
  subject: statisticsWith((batches) =>
    withCovariance(momentsOf(batches.flat()), (x, isDiagonal) => (isDiagonal ? x + 1e-6 : x)),
  ),
});
