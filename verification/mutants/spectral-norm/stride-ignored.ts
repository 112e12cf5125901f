import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { placeNormWith, withAxes } from "./place-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "stride-ignored",
  bug: "the map is taken at stride 1, whatever the layer's: another map with another norm",
  table: spectralNormTable,
  subject: {
    make: placeNormWith("operator", { places: withAxes((axis) => ({ ...axis, stride: 1 })) }),
    mode: "operator",
  },
});
