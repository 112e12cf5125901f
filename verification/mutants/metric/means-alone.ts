import { frechetWith } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const meansAlone: Mutant = mutantOf({
  name: "means-alone",
  bug: "Leaves out the covariances.",
  table: frechetTable,
  subject: frechetWith({ sum: (means) => means }),
});
