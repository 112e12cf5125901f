import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { generatorGradient, noise, plainLoop } from "./plain-loop.ts";

/** The gradient of the sum over two identical passes: every step is twice as long (a loss that is added for each replica). */
export const mutant: Mutant = mutantOf({
  name: "steps-twice-as-far",
  bug: "The gradient of the sum over two identical passes: every step is twice as long (a loss that is added for each replica).",
  table: stepTable,
  subject: plainLoop({
    generatorTurn: (setup, index) => {
      const { generator, generatorOptimizer } = setup;
      const gradients = generatorGradient(setup, noise(setup, "generator-noise", index));
      const doubled = Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(2, gradient)] as const);
      generatorOptimizer.apply(Object.fromEntries(doubled), generator.variables);
    },
  }),
});
