import { wasserstein } from "@lipschitz-gan/training";
import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";

/** Without tidy the means of a Wasserstein loss stay behind, two tensors a step. */
export const mutant: Mutant = mutantOf({
  name: "leaks-a-tensor",
  bug: "Without tidy the means of a Wasserstein loss stay behind, two tensors a step.",
  table: lossTable,
  subject: {
    name: "wgan",
    loss: { ...wasserstein(), critic: (real, fake) => tf.sub<tf.Scalar>(tf.mean(fake), tf.mean(real)) },
  },
});
