import { createRng } from "@lipschitz-gan/core";
import { latentBatch } from "@lipschitz-gan/training";
import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { plainLoop, TRAINING } from "./plain-loop.ts";

/** Samples are drawn in training mode, which moves batch norm's running statistics. */
export const mutant: Mutant = mutantOf({
  name: "samples-in-training-mode",
  bug: "Samples are drawn in training mode, which moves batch norm's running statistics.",
  table: stepTable,
  subject: plainLoop({
    sample: ({ generator, latentSize }, count, seed) =>
      generator.apply(latentBatch(createRng(seed).stream("sample"), count, latentSize), TRAINING),
  }),
});
