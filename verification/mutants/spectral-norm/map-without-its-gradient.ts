import { detach } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { largestEstimate, placeNormWith } from "./place-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "map-without-its-gradient",
  bug: "σ of the map is a constant for the gradient",
  table: spectralNormTable,
  subject: {
    make: placeNormWith("operator", { estimate: (value, pairs) => largestEstimate(detach(value), pairs) }),
    mode: "operator",
  },
});
