import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { placeNormWith, spreadOf } from "./place-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "frobenius-for-a-bound",
  bug: "a bound that holds and is of no use: the Frobenius norm, times √κ",
  table: spectralNormTable,
  subject: {
    make: placeNormWith("certified", { upper: (geometry, kernel) => spreadOf(geometry) * Math.hypot(...kernel) }),
    mode: "certified",
  },
});
