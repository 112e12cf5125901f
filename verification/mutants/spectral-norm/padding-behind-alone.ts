import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { placeNormWith, withAxes } from "./place-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "padding-behind-alone",
  bug: "all zeros of the padding are put after the image, as by a framework that pads otherwise",
  table: spectralNormTable,
  subject: {
    make: placeNormWith("operator", { places: withAxes((axis) => ({ ...axis, padBefore: 0 })) }),
    mode: "operator",
  },
});
