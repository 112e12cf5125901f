import { momentsOf, statisticsWith } from "./statistics-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const populationCovariance: Mutant = mutantOf({
  name: "population-covariance",
  bug: "Divides the covariance by n, as np.cov does with bias=True.",
  table: statisticsTable,
  subject: statisticsWith((batches) => momentsOf(batches.flat(), { divisor: (count) => count })),
});
