import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { placeNormWith, withAxes } from "./place-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "dilation-ignored",
  bug: "the taps of a dilated kernel are taken as side by side",
  table: spectralNormTable,
  subject: {
    make: placeNormWith("operator", { places: withAxes((axis) => ({ ...axis, dilation: 1 })) }),
    mode: "operator",
  },
});
