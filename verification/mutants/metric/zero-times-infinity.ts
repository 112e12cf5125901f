import { inceptionWith } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const zeroTimesInfinity: Mutant = mutantOf({
  name: "zero-times-infinity",
  bug: "Takes 0 log 0, which is NaN.",
  table: inceptionTable,
  subject: inceptionWith({ term: (p, q) => p * Math.log(p / q) }),
});
