import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { plainLoop, rightParts } from "./plain-loop.ts";

/** All variables are clipped, biases among them (StudioGAN, TorchGAN). */
export const mutant: Mutant = mutantOf({
  name: "clips-biases-too",
  bug: "All variables are clipped, biases among them (StudioGAN, TorchGAN).",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      rightParts.criticTurn(setup, index);
      for (const variable of Object.values(setup.critic.variables)) {
        variable.assign(tf.clipByValue(variable, -0.75, 0.75));
      }
    },
  }),
});
