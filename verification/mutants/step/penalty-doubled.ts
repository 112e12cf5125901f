import { createRng } from "@lipschitz-gan/core";
import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { criticBatches, gradientsOf, plainLoop, TRAINING } from "./plain-loop.ts";

/** The penalty is added twice, by the loss and by the loop. */
export const mutant: Mutant = mutantOf({
  name: "penalty-doubled",
  bug: "The penalty is added twice, by the loss and by the loop.",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      const { critic, loss, criticOptimizer, seed } = setup;
      const { real, fake } = criticBatches(setup, index);
      const random = createRng(seed).stream("penalty", index);
      critic.update();
      const gradients = gradientsOf(critic.variables, () =>
        critic.forward((pass) => {
          const penalty = tf.mul(2, pass.penalty({ real, fake, random }) ?? 0);
          return tf.add(loss.critic(pass.apply(real), pass.apply(fake)), penalty);
        }, TRAINING),
      );
      criticOptimizer.apply(gradients, critic.variables);
      critic.project();
    },
  }),
});
