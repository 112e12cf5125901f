import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  operatorNormBracket: (geometry) => {
    const { lower, upper } = certificates.operatorNormBracket(geometry);
    const { kernelSize, strides, inputSize, reshapedNorm } = geometry;
    if (inputSize === undefined || strides.some((stride) => stride > 1)) return { lower, upper };
    const average = kernelSize.map((size, axis) => {
      const reach = (size - 1) / 2;
      return size - (reach * (reach + 1)) / (inputSize[axis] ?? 1);
    });
    return { lower, upper: reshapedNorm * Math.sqrt(average.reduce((product, n) => product * n, 1)) };
  },
};

export const averageMultiplicity: Mutant = mutantOf({
  name: "average-multiplicity",
  bug: "The average number of windows of an entry stands for the largest (deel-lip `_compute_conv_lip_factor`).",
  table: normCompositionTable,
  subject,
});
