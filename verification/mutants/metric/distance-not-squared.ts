import { frechetWith } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const distanceNotSquared: Mutant = mutantOf({
  name: "distance-not-squared",
  bug: "Gives the distance and not its square, FID by its name and not by its formula.",
  table: frechetTable,
  subject: frechetWith({ sum: (means, [one, other], root) => Math.sqrt(Math.max(0, means + one + other - 2 * root)) }),
});
