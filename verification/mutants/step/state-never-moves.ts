import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { criticBatches, jointGradient, plainLoop } from "./plain-loop.ts";

/** The state moves once, when the run is set up, and stays. */
export const mutant: Mutant = mutantOf({
  name: "state-never-moves",
  bug: "The state moves once, when the run is set up, and stays.",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      setup.criticOptimizer.apply(jointGradient(setup, criticBatches(setup, index), index), setup.critic.variables);
      setup.critic.project();
    },
  }),
});
