import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith } from "./clip-with.ts";

/** Clips every trainable variable that the engine knows, biases and gains too, as PyTorch-StudioGAN does. */
export const mutant: Mutant = mutantOf({
  name: "all-variables",
  bug: "Clips every trainable variable that the engine knows, biases and gains too, as PyTorch-StudioGAN does.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      hooks: (boundOf) => ({
        project: (weight) =>
          tf.tidy(() => {
            const bound = boundOf(weight);
            for (const variable of Object.values(tf.engine().registeredVariables)) {
              if (variable.trainable && variable.dtype === "float32") {
                variable.assign(tf.clipByValue(variable, -bound, bound));
              }
            }
          }),
      }),
    }),
  },
});
