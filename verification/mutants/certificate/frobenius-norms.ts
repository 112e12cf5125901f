import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const frobeniusNorms: Mutant = mutantOf({
  name: "frobenius-norms",
  bug: "Layers with kernels count as √2 times their norm, as Frobenius norms would make them: sound, and loose.",
  table: issuerTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, {
      upperOf: ({ direction, upper }) => (direction === undefined ? upper : upper * Math.SQRT2),
    }),
  ),
});
