import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith } from "./clip-with.ts";

/** Sends what is beyond the bound to the other side, a sign lost. */
export const mutant: Mutant = mutantOf({
  name: "wraps-around",
  bug: "Sends what is beyond the bound to the other side, a sign lost.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      hooks: (boundOf) => ({
        project: (weight) =>
          tf.tidy(() => {
            const bound = tf.fill(weight.variable.shape, boundOf(weight));
            const isBeyond = tf.greater(tf.abs(weight.variable), bound);
            const other = tf.neg(tf.mul(tf.sign(weight.variable), bound));
            weight.variable.assign(tf.where(isBeyond, other, weight.variable));
          }),
      }),
    }),
  },
});
