import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { clipping } from "./clipping.ts";
import { constraintMutant } from "./constraint-mutant.ts";

/** `for (const p of critic.parameters()) p.clamp_(-c, c)`, as the WGAN paper's code does, in TensorFlow.js's terms. */
export const mutant: Mutant = constraintMutant(
  "clips-everything",
  "Every variable there is is clipped, biases and other models too: the loop over all parameters of the WGAN code and its followers.",
  () =>
    clipping({
      project: () => {
        for (const variable of Object.values(tf.engine().registeredVariables)) {
          tf.tidy(() => variable.assign(tf.clipByValue(variable, -0.25, 0.25)));
        }
      },
    }),
);
