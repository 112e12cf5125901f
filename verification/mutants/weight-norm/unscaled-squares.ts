import { weightNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { normWith, rowAxes } from "./norm-with.ts";

/** Squares the entries as they are, which under- or overflow for rows of 1e-23 or 1e20. */
export const mutant: Mutant = mutantOf({
  name: "unscaled-squares",
  bug: "Squares the entries as they are, which under- or overflow for rows of 1e-23 or 1e20.",
  table: weightNormTable,
  subject: {
    make: normWith({
      divisor: (weight, value) => {
        const squares = tf.sum(tf.square(value), [...rowAxes(weight)], true);
        return tf.sqrt(tf.add(squares, tf.cast(tf.equal(squares, 0), "float32")));
      },
    }),
  },
});
