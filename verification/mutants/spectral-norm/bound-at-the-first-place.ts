import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { placeNormWith } from "./place-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "bound-at-the-first-place",
  bug: "a bound for the first place of a shared layer, and not for the others",
  table: spectralNormTable,
  subject: {
    make: placeNormWith("certified", { places: ({ operators }) => operators.slice(0, 1) }),
    mode: "certified",
  },
});
