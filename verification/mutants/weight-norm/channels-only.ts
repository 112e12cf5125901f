import { weightNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, norms, rowAxes } from "./norm-with.ts";

/** Leaves the places of the window out of a row: one norm for each place. */
export const mutant: Mutant = mutantOf({
  name: "channels-only",
  bug: "Leaves the places of the window out of a row: one norm for each place.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (weight, value) =>
        norms(
          value,
          rowAxes(weight).filter((axis) => axis >= weight.shape.length - 2),
        ),
    }),
  },
});
