import { createRng } from "@lipschitz-gan/core";
import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { criticBatches, gradientsOf, plainLoop, TRAINING } from "./plain-loop.ts";

/** The penalty is computed for the log and not added to the loss. */
export const mutant: Mutant = mutantOf({
  name: "penalty-missing",
  bug: "The penalty is computed for the log and not added to the loss.",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      const { critic, loss, criticOptimizer, seed } = setup;
      const { real, fake } = criticBatches(setup, index);
      const random = createRng(seed).stream("penalty", index);
      critic.update();
      const gradients = gradientsOf(critic.variables, () =>
        critic.forward((pass) => {
          pass.penalty({ real, fake, random });
          return loss.critic(pass.apply(real), pass.apply(fake));
        }, TRAINING),
      );
      criticOptimizer.apply(gradients, critic.variables);
      critic.project();
    },
  }),
});
