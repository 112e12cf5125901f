import { neighboursWith } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const radiusNotSquared: Mutant = mutantOf({
  name: "radius-not-squared",
  bug: "Compares squared distances with radii.",
  table: neighbourTable,
  subject: neighboursWith({ radius: (sorted, k) => Math.sqrt(sorted[k - 1] ?? Number.NaN) }),
});
