import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { criticBatches, jointGradient, plainLoop } from "./plain-loop.ts";

/** The projection is forgotten (tf.layers' kernelConstraint, which no optimizer applies: tfjs #3345). */
export const mutant: Mutant = mutantOf({
  name: "never-projects",
  bug: "The projection is forgotten (tf.layers' kernelConstraint, which no optimizer applies: tfjs #3345).",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      const batches = criticBatches(setup, index);
      setup.critic.update();
      setup.criticOptimizer.apply(jointGradient(setup, batches, index), setup.critic.variables);
    },
    prepare: () => {},
  }),
});
