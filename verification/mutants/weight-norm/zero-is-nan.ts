import { weightNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, rowAxes } from "./norm-with.ts";

/** Divides a row of zeros by its norm, as flax #1671: it is NaN for ever. */
export const mutant: Mutant = mutantOf({
  name: "zero-is-nan",
  bug: "Divides a row of zeros by its norm, as flax #1671: it is NaN for ever.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (weight, value) => {
        const scale = tf.max(tf.abs(value), [...rowAxes(weight)], true);
        const squares = tf.sum(tf.square(tf.div(value, scale)), [...rowAxes(weight)], true);
        return tf.mul(scale, tf.sqrt(squares));
      },
    }),
  },
});
