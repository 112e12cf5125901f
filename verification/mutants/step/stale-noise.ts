import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { generatorGradient, noise, plainLoop } from "./plain-loop.ts";

/** The generator's update uses the latent vectors that the critic has just seen. */
export const mutant: Mutant = mutantOf({
  name: "stale-noise",
  bug: "The generator's update uses the latent vectors that the critic has just seen.",
  table: stepTable,
  subject: plainLoop({
    generatorTurn: (setup, index) => {
      const { generator, generatorOptimizer, nCritic } = setup;
      const latent = noise(setup, "critic-noise", (index + 1) * nCritic - 1);
      generatorOptimizer.apply(generatorGradient(setup, latent), generator.variables);
    },
  }),
});
