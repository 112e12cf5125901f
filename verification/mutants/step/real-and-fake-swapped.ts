import { createRng } from "@lipschitz-gan/core";
import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { criticBatches, gradientsOf, plainLoop, TRAINING } from "./plain-loop.ts";

/** The loss is given the fake scores as the real ones. */
export const mutant: Mutant = mutantOf({
  name: "real-and-fake-swapped",
  bug: "The loss is given the fake scores as the real ones.",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      const { critic, loss, criticOptimizer, seed } = setup;
      const { real, fake } = criticBatches(setup, index);
      const random = createRng(seed).stream("penalty", index);
      critic.update();
      const gradients = gradientsOf(critic.variables, () =>
        critic.forward((pass) => {
          const adversarial = loss.critic(pass.apply(fake), pass.apply(real));
          return tf.add(adversarial, pass.penalty({ real, fake, random }) ?? 0);
        }, TRAINING),
      );
      criticOptimizer.apply(gradients, critic.variables);
      critic.project();
    },
  }),
});
