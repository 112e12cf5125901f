import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { plainLoop } from "./plain-loop.ts";

/** One critic update a step, whatever nCritic says. */
export const mutant: Mutant = mutantOf({
  name: "n-critic-ignored",
  bug: "One critic update a step, whatever nCritic says.",
  table: stepTable,
  subject: plainLoop({
    step: (setup, parts, done) => {
      parts.criticTurn(setup, done);
      parts.generatorTurn(setup, done);
    },
  }),
});
