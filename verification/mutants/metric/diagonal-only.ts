import { frechetWith, withCovariance } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const diagonalOnly: Mutant = mutantOf({
  name: "diagonal-only",
  bug: "Looks at the variances alone.",
  table: frechetTable,
  subject: frechetWith({ of: (moments) => withCovariance(moments, (x, isDiagonal) => (isDiagonal ? x : 0)) }),
});
