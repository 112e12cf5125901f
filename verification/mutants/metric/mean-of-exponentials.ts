import { inceptionWith, meanOf } from "./inception-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { inceptionTable } from "./tables.ts";

export const meanOfExponentials: Mutant = mutantOf({
  name: "mean-of-exponentials",
  bug: "Averages the exponentials of the samples' divergences.",
  table: inceptionTable,
  subject: inceptionWith({ scoreOf: (divergences) => meanOf(divergences.map(Math.exp)) }),
});
