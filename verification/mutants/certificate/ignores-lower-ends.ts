import { type Mutant, mutantOf } from "../mutant.ts";
import { checkWith } from "./check-with.ts";
import { checkerTable } from "./tables.ts";

export const ignoresLowerEnds: Mutant = mutantOf({
  name: "ignores-lower-ends",
  bug: "The checker takes the lower ends of layers for granted.",
  table: checkerTable,
  subject: checkWith((certificate) => ({
    ...certificate,
    layers: certificate.layers.map(({ direction: _direction, ...layer }) => ({ ...layer, lower: 0 })),
  })),
});
