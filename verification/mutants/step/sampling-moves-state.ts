import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { plainLoop, rightParts } from "./plain-loop.ts";

/** Drawing samples moves the critic's state (u updated in evaluation: pytorch #8208, SNP #46). */
export const mutant: Mutant = mutantOf({
  name: "sampling-moves-state",
  bug: "Drawing samples moves the critic's state (u updated in evaluation: pytorch #8208, SNP #46).",
  table: stepTable,
  subject: plainLoop({
    sample: (setup, count, seed) => {
      setup.critic.update();
      return rightParts.sample(setup, count, seed);
    },
  }),
});
