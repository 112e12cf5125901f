import { inceptionWith, meanOf } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const deviationBySquares: Mutant = mutantOf({
  name: "deviation-by-squares",
  bug: "Takes the deviation of splits from the mean of squares, of which no digit is left where they agree.",
  table: inceptionTable,
  subject: inceptionWith({
    stdOf: (scores) => Math.sqrt(Math.abs(meanOf(scores.map((x) => x * x)) - meanOf(scores) ** 2)),
  }),
});
