import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const lowerCountedAsAttained: Mutant = mutantOf({
  name: "lower-counted-as-attained",
  bug: "The lower end of a layer is its upper end: nothing shows that it is attained.",
  table: issuerTable,
  subject: certifyWith((certificate) => ({
    ...certificate,
    layers: certificate.layers.map((layer) => ({ ...layer, lower: layer.upper })),
  })),
});
