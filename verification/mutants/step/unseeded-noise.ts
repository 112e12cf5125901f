import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { generatorGradient, plainLoop } from "./plain-loop.ts";

/** Latent vectors come from the global generator: no run can be repeated. */
export const mutant: Mutant = mutantOf({
  name: "unseeded-noise",
  bug: "Latent vectors come from the global generator: no run can be repeated.",
  table: stepTable,
  subject: plainLoop({
    generatorTurn: (setup) => {
      const { generator, generatorOptimizer, batchSize, latentSize } = setup;
      const latent = tf.randomNormal([batchSize, latentSize]);
      generatorOptimizer.apply(generatorGradient(setup, latent), generator.variables);
    },
  }),
});
