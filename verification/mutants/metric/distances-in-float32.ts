import { neighboursWith, squaredDistance } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const distancesInFloat32: Mutant = mutantOf({
  name: "distances-in-float32",
  bug: "Computes distances in float32, as on a graphics processor.",
  table: neighbourTable,
  subject: neighboursWith({ distance: (x, y) => Math.fround(squaredDistance(x.map(Math.fround), y.map(Math.fround))) }),
});
