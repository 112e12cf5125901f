import { weightNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, norms } from "./norm-with.ts";

/** Takes the last axis for the outputs of every kernel, transposed and depthwise ones too, as Keras SpectralNormalization does. */
export const mutant: Mutant = mutantOf({
  name: "last-axis-out",
  bug: "Takes the last axis for the outputs of every kernel, transposed and depthwise ones too, as Keras SpectralNormalization does.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (_weight, value) => norms(value, [...value.shape.keys()].slice(0, -1)),
    }),
  },
});
