import { kernelMatrix } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "last-axis-as-rows",
  bug: "reshape(W, [-1, shape[-1]]) for every kernel: the input channels of a transposed one, and one flat matrix of a depthwise one (compare_gan)",
  table: spectralNormTable,
  subject: {
    make: spectralNormWith({ view: ({ shape }) => kernelMatrix(shape.length === 2 ? "dense" : "conv", shape)! }),
  },
});
