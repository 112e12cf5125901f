import { type Mutant, mutantOf } from "../mutant.ts";
import { checkWith } from "./check-with.ts";
import { checkerTable } from "./tables.ts";

export const ignoresTheEdges: Mutant = mutantOf({
  name: "ignores-the-edges",
  bug: "The checker takes the graph of the certificate for that of the model.",
  table: checkerTable,
  subject: checkWith((certificate, right) => ({
    ...certificate,
    layers: certificate.layers.map((layer, i) => ({ ...layer, inputs: right.layers[i]?.inputs ?? layer.inputs })),
  })),
});
