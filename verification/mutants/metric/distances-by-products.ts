import { neighboursWith } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

/** `x·y`. */
function product(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, k) => sum + value * (y[k] ?? Number.NaN), 0);
}

export const distancesByProducts: Mutant = mutantOf({
  name: "distances-by-products",
  bug: "Takes |x|² + |y|² − 2 x·y, of which no digit is left far from the origin.",
  table: neighbourTable,
  subject: neighboursWith({ distance: (x, y) => Math.max(0, product(x, x) + product(y, y) - 2 * product(x, y)) }),
});
