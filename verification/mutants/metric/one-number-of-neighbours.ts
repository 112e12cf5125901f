import * as metrics from "@lipschitz-gan/metrics";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const oneNumberOfNeighbours: Mutant = mutantOf({
  name: "one-number-of-neighbours",
  bug: "Takes the manifolds' number of neighbours for density and coverage, too, in the pass for all four.",
  table: neighbourTable,
  subject: {
    ...metrics,
    neighbourScores: (real, fake, dimension, { manifoldNeighbours = 3 } = {}) =>
      metrics.neighbourScores(real, fake, dimension, { manifoldNeighbours, ballNeighbours: manifoldNeighbours }),
  },
});
