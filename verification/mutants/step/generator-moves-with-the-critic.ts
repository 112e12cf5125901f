import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { plainLoop, rightParts } from "./plain-loop.ts";

/** The critic's loss is differentiated for the generator as well and moves it (Keras-GAN #22: both are trainable in the combined model). */
export const mutant: Mutant = mutantOf({
  name: "generator-moves-with-the-critic",
  bug: "The critic's loss is differentiated for the generator as well and moves it (Keras-GAN #22: both are trainable in the combined model).",
  table: stepTable,
  subject: plainLoop({
    criticTurn: (setup, index) => {
      rightParts.criticTurn(setup, index);
      const { generator } = setup;
      for (const variable of Object.values(generator.variables)) variable.assign(tf.mul(variable, 0.999));
    },
  }),
});
