import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith } from "./clip-with.ts";

/** Squeezes with c tanh(w / c), which never leaves the interval and is no projection. */
export const mutant: Mutant = mutantOf({
  name: "soft-clipping",
  bug: "Squeezes with c tanh(w / c), which never leaves the interval and is no projection.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      hooks: (boundOf) => ({
        project: (weight) =>
          tf.tidy(() => {
            const bound = boundOf(weight);
            weight.variable.assign(tf.mul(bound, tf.tanh(tf.div(weight.variable, bound))));
          }),
      }),
    }),
  },
});
