import { weightNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, rowAxes } from "./norm-with.ts";

/** Divides by the sum of the magnitudes, the norm of the wrong order. */
export const mutant: Mutant = mutantOf({
  name: "sum-of-magnitudes",
  bug: "Divides by the sum of the magnitudes, the norm of the wrong order.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (weight, value) => {
        const sums = tf.sum(tf.abs(value), [...rowAxes(weight)], true);
        return tf.add(sums, tf.cast(tf.equal(sums, 0), "float32"));
      },
    }),
  },
});
