import { neighboursWith } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const densityNotDivided: Mutant = mutantOf({
  name: "density-not-divided",
  bug: "Leaves out the division of density by k.",
  table: neighbourTable,
  subject: neighboursWith({ densityOf: (balls, points) => balls.flat().filter(Boolean).length / points }),
});
