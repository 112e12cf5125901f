import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { criticBatches, jointGradient, plainLoop } from "./plain-loop.ts";

/** Weights are clipped before the optimizer step, so that they end beyond the limit (TorchGAN). */
export const mutant: Mutant = mutantOf({
  name: "projects-before-the-step",
  bug: "Weights are clipped before the optimizer step, so that they end beyond the limit (TorchGAN).",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      const batches = criticBatches(setup, index);
      setup.critic.update();
      setup.critic.project();
      setup.criticOptimizer.apply(jointGradient(setup, batches, index), setup.critic.variables);
    },
  }),
});
