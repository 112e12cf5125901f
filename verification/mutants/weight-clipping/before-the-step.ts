import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith } from "./clip-with.ts";

/** Clips before the optimizer step and not after it, as TorchGAN does, so that weights end outside. */
export const mutant: Mutant = mutantOf({
  name: "before-the-step",
  bug: "Clips before the optimizer step and not after it, as TorchGAN does, so that weights end outside.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      hooks: (boundOf) => ({
        update: (weight) =>
          tf.tidy(() => {
            const bound = boundOf(weight);
            weight.variable.assign(tf.clipByValue(weight.variable, -bound, bound));
          }),
      }),
    }),
  },
});
