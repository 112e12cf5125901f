import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const sharedLayerCountedOnce: Mutant = mutantOf({
  name: "shared-layer-counted-once",
  bug: "A layer that is applied several times counts once, as in a product over the layers of a model.",
  table: issuerTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, { boundOf: ({ name, upper }, bound) => (/#\d/.test(name) ? bound : upper * bound) }),
  ),
});
