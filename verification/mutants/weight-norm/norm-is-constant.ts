import { weightNormTable } from "@lipschitz-gan/verification";
import { detach } from "@lipschitz-gan/core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, rowNorms } from "./norm-with.ts";

/** Holds the norm constant in the gradient, as normalising the variable in place does (Keras and TensorFlow Addons). */
export const mutant: Mutant = mutantOf({
  name: "norm-is-constant",
  bug: "Holds the norm constant in the gradient, as normalising the variable in place does (Keras and TensorFlow Addons).",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (weight, value) => detach(rowNorms(weight, value)),
    }),
  },
});
