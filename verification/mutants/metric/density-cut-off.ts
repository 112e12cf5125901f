import { neighboursWith } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const densityCutOff: Mutant = mutantOf({
  name: "density-cut-off",
  bug: "Cuts density off at 1.",
  table: neighbourTable,
  subject: neighboursWith({
    densityOf: (balls, points, k) => Math.min(1, balls.flat().filter(Boolean).length / (k * points)),
  }),
});
