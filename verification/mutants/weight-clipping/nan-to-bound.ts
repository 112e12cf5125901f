import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith } from "./clip-with.ts";

/** Turns NaN into the lower bound, as clipByValue of the WASM backend of TensorFlow.js does. */
export const mutant: Mutant = mutantOf({
  name: "nan-to-bound",
  bug: "Turns NaN into the lower bound, as clipByValue of the WASM backend of TensorFlow.js does.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      hooks: (boundOf) => ({
        project: (weight) =>
          tf.tidy(() => {
            const bound = tf.fill(weight.variable.shape, boundOf(weight));
            const isAbove = tf.greaterEqual(weight.variable, tf.neg(bound)); // false for NaN
            weight.variable.assign(tf.where(isAbove, tf.minimum(weight.variable, bound), tf.neg(bound)));
          }),
      }),
    }),
  },
});
