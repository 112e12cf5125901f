import { countInAny, neighboursWith } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const coverageOfGeneratedSamples: Mutant = mutantOf({
  name: "coverage-of-generated-samples",
  bug: "Gives the share of generated samples that are in a ball, which is precision, for coverage.",
  table: neighbourTable,
  subject: neighboursWith({ coverageOf: (balls, points) => countInAny(balls, points) / points }),
});
