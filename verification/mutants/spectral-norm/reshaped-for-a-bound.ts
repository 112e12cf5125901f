import { type ConvolutionMap, convolutionUpper } from "@lipschitz-gan/certificates";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { placeNormWith } from "./place-norm-with.ts";

/** The kernel as a 1 x 1 convolution of all that a window holds. */
function upper({ axes, inChannels, ...rest }: ConvolutionMap, kernel: Float64Array): number {
  const window = axes.reduce((product, { kernelSize }) => product * kernelSize, 1);
  return convolutionUpper({ ...rest, axes: [], inChannels: window * inChannels, isAdjoint: false }, kernel).upper;
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "reshaped-for-a-bound",
  bug: "a proven bound of the reshaped kernel is taken for one of the layer (sn-gan by another name)",
  table: spectralNormTable,
  subject: { make: placeNormWith("certified", { upper }), mode: "certified" },
});
