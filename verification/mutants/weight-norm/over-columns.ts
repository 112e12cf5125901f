import { weightNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, norms } from "./norm-with.ts";

/** Takes the norm over the outputs of each input, the last axis, as code ported from PyTorch, where outputs come first. */
export const mutant: Mutant = mutantOf({
  name: "over-columns",
  bug: "Takes the norm over the outputs of each input, the last axis, as code ported from PyTorch, where outputs come first.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (_weight, value) => norms(value, [value.rank - 1]),
    }),
  },
});
