import { createRng } from "@lipschitz-gan/core";
import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { criticBatches, gradientsOf, plainLoop, TRAINING } from "./plain-loop.ts";

/** The state moves before the real and again before the fake batch, so that they meet different weights (TF-Addons #2411, Keras). */
export const mutant: Mutant = mutantOf({
  name: "moves-state-for-each-batch",
  bug: "The state moves before the real and again before the fake batch, so that they meet different weights (TF-Addons #2411, Keras).",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      const { critic, loss, criticOptimizer, seed } = setup;
      const { real, fake } = criticBatches(setup, index);
      const random = createRng(seed).stream("penalty", index);
      critic.update();
      const gradients = gradientsOf(critic.variables, () => {
        const realScores = critic.forward((pass) => pass.apply(real), TRAINING);
        critic.update();
        return critic.forward((pass) => {
          const adversarial = loss.critic(realScores, pass.apply(fake));
          return tf.add(adversarial, pass.penalty({ real, fake, random }) ?? 0);
        }, TRAINING);
      });
      criticOptimizer.apply(gradients, critic.variables);
      critic.project();
    },
  }),
});
