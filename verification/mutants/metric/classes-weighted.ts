import { contiguous, inceptionWith } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const classesWeighted: Mutant = mutantOf({
  name: "classes-weighted",
  bug: "Weighs the classes by their place.",
  table: inceptionTable,
  subject: inceptionWith({
    splitsOf: (rows, splits) =>
      contiguous(
        rows.map((row) => row.map((p, y) => p * (1 + y / 1000))),
        splits,
      ),
  }),
});
