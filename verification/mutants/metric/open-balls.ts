import { neighboursWith } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const openBalls: Mutant = mutantOf({
  name: "open-balls",
  bug: "Takes < for <=, as the package prdc does: a ball of radius 0 then holds nothing.",
  table: neighbourTable,
  subject: neighboursWith({ isInside: (far, size) => far < size }),
});
