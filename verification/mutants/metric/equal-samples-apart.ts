import { neighboursWith } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const equalSamplesApart: Mutant = mutantOf({
  name: "equal-samples-apart",
  bug: "Leaves equal samples out of the neighbours, as d > 0 does.",
  table: neighbourTable,
  subject: neighboursWith({
    radius: (sorted, k) => sorted.filter((far) => far > 0)[k - 1] ?? sorted.at(-1) ?? Number.NaN,
  }),
});
