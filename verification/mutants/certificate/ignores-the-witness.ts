import { type Mutant, mutantOf } from "../mutant.ts";
import { checkWith } from "./check-with.ts";
import { checkerTable } from "./tables.ts";

export const ignoresTheWitness: Mutant = mutantOf({
  name: "ignores-the-witness",
  bug: "The checker takes the lower bound of a network for granted.",
  table: checkerTable,
  subject: checkWith((certificate) => ({ ...certificate, lower: 0, witness: null })),
});
