import { detach } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { largestEstimate, placeNormWith } from "./place-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "bound-without-its-gradient",
  bug: "the bound is a constant for the gradient, so that the length of W drifts",
  table: spectralNormTable,
  subject: {
    make: placeNormWith("certified", { estimate: (value, pairs) => largestEstimate(detach(value), pairs) }),
    mode: "certified",
  },
});
