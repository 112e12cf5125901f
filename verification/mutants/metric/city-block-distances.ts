import { neighboursWith } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const cityBlockDistances: Mutant = mutantOf({
  name: "city-block-distances",
  bug: "Adds absolute differences instead of squares.",
  table: neighbourTable,
  subject: neighboursWith({
    distance: (x, y) => x.reduce((sum, value, k) => sum + Math.abs(value - (y[k] ?? Number.NaN)), 0),
  }),
});
