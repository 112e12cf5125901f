import { momentsOf, statisticsWith } from "./statistics-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { statisticsTable } from "./tables.ts";

export const upperHalfOnly: Mutant = mutantOf({
  name: "upper-half-only",
  bug: "Computes the upper half of the covariance and leaves the lower one at zero.",
  table: statisticsTable,
  subject: statisticsWith((batches) => {
    const right = momentsOf(batches.flat());
    const { dimension } = right;
    return {
      ...right,
      covariance: right.covariance.map((x, i) => (i % dimension >= Math.floor(i / dimension) ? x : 0)),
    };
  }),
});
