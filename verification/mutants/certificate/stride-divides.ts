import * as certificates from "@lipschitz-gan/certificates";
import { type Mutant, mutantOf } from "../mutant.ts";
import { convolutionTable } from "./tables.ts";

export const strideDivides: Mutant = mutantOf({
  name: "stride-divides",
  bug: "A strided convolution counts as the one without a stride over the root of the stride, as if it met every part of it alike.",
  table: convolutionTable,
  subject: {
    ...certificates,
    convolutionUpper: (map, kernel, options) => {
      const axes = map.axes.map((axis) => ({
        ...axis,
        stride: 1,
        outputSize: Math.max(1, axis.inputSize + axis.padBefore - (axis.kernelSize - 1) * axis.dilation),
      }));
      const found = certificates.convolutionUpper({ ...map, axes }, kernel, options);
      const strides = map.axes.reduce((total, { stride }) => total * stride, 1);
      return { ...found, upper: found.upper / Math.sqrt(strides) };
    },
  },
});
