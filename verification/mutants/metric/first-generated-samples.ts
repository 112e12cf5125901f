import { chosen, kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const firstGeneratedSamples: Mutant = mutantOf({
  name: "first-generated-samples",
  bug: "Takes the first generated samples for every subset.",
  table: kernelTable,
  subject: kernelWith({
    choose: (side, count, size, seed, subset) =>
      side === "real" ? chosen(side, count, size, seed, subset) : Array.from({ length: size }, (_, i) => i),
  }),
});
