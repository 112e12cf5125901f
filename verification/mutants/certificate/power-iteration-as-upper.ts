import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const powerIterationAsUpper: Mutant = mutantOf({
  name: "power-iteration-as-upper",
  bug: "The estimate of a power iteration counts as an upper bound of a layer (gloro, lipEstimation, 1LipschitzLayersCompared).",
  table: issuerTable,
  subject: certifyWith((certificate) =>
    recomposed(certificate, { upperOf: (layer) => (layer.direction === undefined ? layer.upper : layer.lower) }),
  ),
});
