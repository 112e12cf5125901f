import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { jointGradient, noise, plainLoop, realBatch } from "./plain-loop.ts";

/** The fake batch is made in evaluation mode, by batch norm's running statistics. */
export const mutant: Mutant = mutantOf({
  name: "generates-in-evaluation-mode",
  bug: "The fake batch is made in evaluation mode, by batch norm's running statistics.",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      const real = realBatch(setup, index);
      const fake = setup.generator.apply(noise(setup, "critic-noise", index));
      setup.critic.update();
      setup.criticOptimizer.apply(jointGradient(setup, { real, fake }, index), setup.critic.variables);
      setup.critic.project();
    },
  }),
});
