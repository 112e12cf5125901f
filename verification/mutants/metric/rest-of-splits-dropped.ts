import { inceptionWith } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const restOfSplitsDropped: Mutant = mutantOf({
  name: "rest-of-splits-dropped",
  bug: "Makes all splits of one size and drops the rest.",
  table: inceptionTable,
  subject: inceptionWith({
    splitsOf: (rows, splits) => {
      const size = Math.floor(rows.length / splits);
      return Array.from({ length: splits }, (_, i) => rows.slice(i * size, (i + 1) * size));
    },
  }),
});
