import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { generatorGradient, gradientsOf, noise, plainLoop, TRAINING } from "./plain-loop.ts";

/** The generator's update moves the critic too, which is not frozen in it (Keras-GAN #73, #182). */
export const mutant: Mutant = mutantOf({
  name: "critic-moves-with-the-generator",
  bug: "The generator's update moves the critic too, which is not frozen in it (Keras-GAN #73, #182).",
  table: stepTable,
  subject: plainLoop({
    generatorTurn: (setup, index) => {
      const { critic, generator, loss } = setup;
      const latent = noise(setup, "generator-noise", index);
      const onCritic = gradientsOf(critic.variables, () =>
        critic.forward((pass) => loss.generator(pass.apply(generator.apply(latent, TRAINING))), TRAINING),
      );
      setup.generatorOptimizer.apply(generatorGradient(setup, latent), generator.variables);
      for (const [name, variable] of Object.entries(critic.variables)) {
        variable.assign(tf.sub(variable, tf.mul(0.01, onCritic[name] ?? 0)));
      }
      critic.project();
    },
  }),
});
