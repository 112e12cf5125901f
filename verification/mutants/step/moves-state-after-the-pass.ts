import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { criticBatches, jointGradient, plainLoop } from "./plain-loop.ts";

/** The state moves after the forward pass, one step late. */
export const mutant: Mutant = mutantOf({
  name: "moves-state-after-the-pass",
  bug: "The state moves after the forward pass, one step late.",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      const gradients = jointGradient(setup, criticBatches(setup, index), index);
      setup.critic.update();
      setup.criticOptimizer.apply(gradients, setup.critic.variables);
      setup.critic.project();
    },
  }),
});
