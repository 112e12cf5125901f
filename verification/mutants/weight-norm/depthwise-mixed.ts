import { weightNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, norms, rowNorms } from "./norm-with.ts";

/** Takes all channels of a depthwise kernel together, so that the rows of its blocks are mixed. */
export const mutant: Mutant = mutantOf({
  name: "depthwise-mixed",
  bug: "Takes all channels of a depthwise kernel together, so that the rows of its blocks are mixed.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (weight, value) => (weight.kind === "depthwise" ? norms(value, [0, 1, 2]) : rowNorms(weight, value)),
    }),
  },
});
