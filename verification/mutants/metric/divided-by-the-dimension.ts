import { frechetWith } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const dividedByTheDimension: Mutant = mutantOf({
  name: "divided-by-the-dimension",
  bug: "Divides by the number of features.",
  table: frechetTable,
  subject: frechetWith({
    sum: (means, [one, other], root, dimension) => Math.max(0, means + one + other - 2 * root) / dimension,
  }),
});
