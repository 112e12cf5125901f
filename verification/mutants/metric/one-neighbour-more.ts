import { neighboursWith } from "./neighbours-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { neighbourTable } from "./tables.ts";

export const oneNeighbourMore: Mutant = mutantOf({
  name: "one-neighbour-more",
  bug: "Takes the neighbour after the k-th, where there is one.",
  table: neighbourTable,
  subject: neighboursWith({ radius: (sorted, k) => sorted[Math.min(k, sorted.length - 1)] ?? Number.NaN }),
});
