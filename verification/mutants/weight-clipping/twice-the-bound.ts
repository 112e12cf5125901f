import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith } from "./clip-with.ts";

/** Clips at 2c: c is taken for the width of the interval on each side of it. */
export const mutant: Mutant = mutantOf({
  name: "twice-the-bound",
  bug: "Clips at 2c: c is taken for the width of the interval on each side of it.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      hooks: (boundOf) => ({
        project: (weight) =>
          tf.tidy(() => {
            const bound = 2 * boundOf(weight);
            weight.variable.assign(tf.clipByValue(weight.variable, -bound, bound));
          }),
      }),
    }),
  },
});
