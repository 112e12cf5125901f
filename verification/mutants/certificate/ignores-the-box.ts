import { type Mutant, mutantOf } from "../mutant.ts";
import { checkWith } from "./check-with.ts";
import { checkerTable } from "./tables.ts";

export const ignoresTheBox: Mutant = mutantOf({
  name: "ignores-the-box",
  bug: "The checker takes the bound for a box for granted.",
  table: checkerTable,
  subject: checkWith((certificate) => ({ ...certificate, local: null })),
});
