import { neighboursWith } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const countsItself: Mutant = mutantOf({
  name: "counts-itself",
  bug: "Counts a sample as its own nearest neighbour, so that k is one less than it says.",
  table: neighbourTable,
  subject: neighboursWith({ radius: (sorted, k) => (k === 1 ? 0 : (sorted[k - 2] ?? Number.NaN)) }),
});
