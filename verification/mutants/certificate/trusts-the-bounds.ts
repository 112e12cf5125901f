import { type Mutant, mutantOf } from "../mutant.ts";
import { checkWith } from "./check-with.ts";
import { recomposed } from "./certify-with.ts";
import { checkerTable } from "./tables.ts";

export const trustsTheBounds: Mutant = mutantOf({
  name: "trusts-the-bounds",
  bug: "The checker looks at every layer, and takes for granted what they compose to.",
  table: checkerTable,
  subject: checkWith((certificate) => recomposed({ ...certificate, lower: 0, witness: null }, {})),
});
