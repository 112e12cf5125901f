import { createRng } from "@lipschitz-gan/core";
import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { criticBatches, gradientsOf, plainLoop, TRAINING } from "./plain-loop.ts";

/** Loss and penalty each take a backward pass and an optimizer step of their own (TorchGAN). */
export const mutant: Mutant = mutantOf({
  name: "penalty-steps-alone",
  bug: "Loss and penalty each take a backward pass and an optimizer step of their own (TorchGAN).",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      const { critic, loss, criticOptimizer, seed } = setup;
      const { real, fake } = criticBatches(setup, index);
      const random = createRng(seed).stream("penalty", index);
      critic.update();
      const onLoss = gradientsOf(critic.variables, () =>
        critic.forward((pass) => loss.critic(pass.apply(real), pass.apply(fake)), TRAINING),
      );
      criticOptimizer.apply(onLoss, critic.variables);
      critic.project();
      const onPenalty = gradientsOf(critic.variables, () =>
        critic.forward((pass) => pass.penalty({ real, fake, random }) ?? tf.scalar(0), TRAINING),
      );
      criticOptimizer.apply(onPenalty, critic.variables);
      critic.project();
    },
  }),
});
