import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { placeNormWith } from "./place-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "first-place-only",
  bug: "the norm of a shared layer at the first of its places, which need not be the largest",
  table: spectralNormTable,
  subject: { make: placeNormWith("operator", { places: ({ operators }) => operators.slice(0, 1) }), mode: "operator" },
});
