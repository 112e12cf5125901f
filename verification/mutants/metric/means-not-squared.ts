import { frechetWith } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const meansNotSquared: Mutant = mutantOf({
  name: "means-not-squared",
  bug: "Adds the distance of the means instead of its square.",
  table: frechetTable,
  subject: frechetWith({ sum: (means, [one, other], root) => Math.max(0, Math.sqrt(means) + one + other - 2 * root) }),
});
