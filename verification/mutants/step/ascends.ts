import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { criticBatches, jointGradient, plainLoop } from "./plain-loop.ts";

/** The sign of the critic's gradient is turned. */
export const mutant: Mutant = mutantOf({
  name: "ascends",
  bug: "The sign of the critic's gradient is turned.",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      const batches = criticBatches(setup, index);
      setup.critic.update();
      const gradients = Object.entries(jointGradient(setup, batches, index)).map(
        ([name, gradient]) => [name, tf.neg(gradient)] as const,
      );
      setup.criticOptimizer.apply(Object.fromEntries(gradients), setup.critic.variables);
      setup.critic.project();
    },
  }),
});
