import { frechetWith } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const rootCountedOnce: Mutant = mutantOf({
  name: "root-counted-once",
  bug: "Takes the trace of the root away once instead of twice.",
  table: frechetTable,
  subject: frechetWith({ sum: (means, [one, other], root) => Math.max(0, means + one + other - root) }),
});
