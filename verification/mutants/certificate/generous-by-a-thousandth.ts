import { type Mutant, mutantOf } from "../mutant.ts";
import { checkWith } from "./check-with.ts";
import { recomposed } from "./certify-with.ts";
import { checkerTable } from "./tables.ts";

export const generousByAThousandth: Mutant = mutantOf({
  name: "generous-by-a-thousandth",
  bug: "The checker allows a thousandth on every number, for rounding.",
  table: checkerTable,
  subject: checkWith((certificate) => recomposed(certificate, { upperOf: ({ upper }) => upper * 1.001 })),
});
