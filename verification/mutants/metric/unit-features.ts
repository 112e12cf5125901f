import { neighboursWith, squaredDistance } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

/** A row of length 1. */
function unit(row: readonly number[]): number[] {
  return row.map((value) => value / (Math.hypot(...row) || 1));
}

export const unitFeatures: Mutant = mutantOf({
  name: "unit-features",
  bug: "Brings all features to length 1 first.",
  table: neighbourTable,
  subject: neighboursWith({ distance: (x, y) => squaredDistance(unit(x), unit(y)) }),
});
