import { weightNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, norms } from "./norm-with.ts";

/** Takes one norm over the whole kernel instead of one for each row. */
export const mutant: Mutant = mutantOf({
  name: "whole-kernel",
  bug: "Takes one norm over the whole kernel instead of one for each row.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (_weight, value) => norms(value, [...value.shape.keys()]),
    }),
  },
});
