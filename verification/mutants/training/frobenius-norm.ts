import { spectralNorm } from "@lipschitz-gan/regularizers";
import { trainingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { changedBinding } from "./changed-binding.ts";

/** Divides by the Frobenius norm, which is an upper bound, and calls it the spectral norm: W̄ is too small. */
export const mutant: Mutant = mutantOf({
  name: "frobenius-norm",
  bug: "Divides by the Frobenius norm, which is an upper bound, and calls it the spectral norm: W̄ is too small.",
  table: trainingTable,
  subject: {
    make: () =>
      changedBinding(spectralNorm(), () => ({
        parametrize: (_weight, value) => tf.tidy(() => tf.div(value, tf.sqrt(tf.sum(tf.square(value))))),
      })),
  },
});
