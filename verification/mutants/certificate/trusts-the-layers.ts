import { type Mutant, mutantOf } from "../mutant.ts";
import { checkWith } from "./check-with.ts";
import { recomposed } from "./certify-with.ts";
import { checkerTable } from "./tables.ts";

export const trustsTheLayers: Mutant = mutantOf({
  name: "trusts-the-layers",
  bug: "The checker composes, and takes the upper bounds of the layers for granted.",
  table: checkerTable,
  subject: checkWith((certificate, right) =>
    recomposed({ ...certificate, layers: right.layers, merges: right.merges, lower: 0, witness: null }, {}),
  ),
});
