import { frechetWith, withCovariance } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const offsetOfAMillionth: Mutant = mutantOf({
  name: "offset-of-a-millionth",
  bug: "Adds a millionth to both diagonals, as pytorch-fid does where the product is singular.",
  table: frechetTable,
  subject: frechetWith({ of: (moments) => withCovariance(moments, (x, isDiagonal) => (isDiagonal ? x + 1e-6 : x)) }),
});
