import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith } from "./clip-with.ts";

/** Pulls entries at the bound a little inside, so that it never comes to rest: w (1 − 1e-6) at each projection. */
export const mutant: Mutant = mutantOf({
  name: "eats-the-bound",
  bug: "Pulls entries at the bound a little inside, so that it never comes to rest: w (1 − 1e-6) at each projection.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      hooks: (boundOf) => ({
        project: (weight) =>
          tf.tidy(() => {
            const bound = boundOf(weight);
            const isAtBound = tf.greaterEqual(tf.abs(weight.variable), bound);
            const clipped = tf.clipByValue(weight.variable, -bound, bound);
            weight.variable.assign(tf.where(isAtBound, tf.mul(clipped, 1 - 1e-6), clipped));
          }),
      }),
    }),
  },
});
