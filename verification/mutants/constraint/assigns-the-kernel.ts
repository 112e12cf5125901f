import { statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne, frobenius } from "./frobenius.ts";

/** Writes the normalised kernel into the user's variable before the forward pass, as Keras' SpectralNormalization does. */
export const mutant: Mutant = constraintMutant(
  "assigns-the-kernel",
  "update overwrites the user's variable with the normalised kernel: Keras and TensorFlow Addons.",
  () => ({
    ...frobenius(),
    bind: () => ({
      ...statelessBinding({}),
      update: (weight, value) => {
        tf.tidy(() => weight.variable.assign(tf.div(value, atLeastOne(value))));
      },
    }),
  }),
);
