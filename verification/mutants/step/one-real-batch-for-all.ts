import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { plainLoop } from "./plain-loop.ts";

/** Real batch and noise are drawn once a step and used for all nCritic updates. */
export const mutant: Mutant = mutantOf({
  name: "one-real-batch-for-all",
  bug: "Real batch and noise are drawn once a step and used for all nCritic updates.",
  table: stepTable,
  subject: plainLoop({
    step: (setup, parts, done) => {
      for (let i = 0; i < setup.nCritic; i++) parts.criticTurn(setup, done);
      parts.generatorTurn(setup, done);
    },
  }),
});
