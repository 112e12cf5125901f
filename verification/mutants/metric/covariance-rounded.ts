import { momentsOf, statisticsWith } from "./statistics-with.ts";
import { withCovariance } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const covarianceRounded: Mutant = mutantOf({
  name: "covariance-rounded",
  bug: "Stores the covariance in float32, as an array of np.float32 does.",
  table: statisticsTable,
  subject: statisticsWith((batches) => withCovariance(momentsOf(batches.flat()), Math.fround)),
});
