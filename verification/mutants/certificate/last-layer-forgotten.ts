import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { trainedTable } from "./tables.ts";

export const lastLayerForgotten: Mutant = mutantOf({
  name: "last-layer-forgotten",
  bug: "The product ends before the last layer.",
  table: trainedTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, {
      boundOf: ({ upper }, bound, i) => (i === certificate.layers.length - 1 && i > 0 ? bound : upper * bound),
    }),
  ),
});
