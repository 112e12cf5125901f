import { frechetWith } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const belowZero: Mutant = mutantOf({
  name: "below-zero",
  bug: "Does not cut off what rounding leaves below zero.",
  table: frechetTable,
  subject: frechetWith({ sum: (means, [one, other], root) => means + one + other - 2 * root }),
});
