import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith } from "./clip-with.ts";

/** Clips to [0, c] instead of [−c, c]. */
export const mutant: Mutant = mutantOf({
  name: "from-zero",
  bug: "Clips to [0, c] instead of [−c, c].",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      hooks: (boundOf) => ({
        project: (weight) => tf.tidy(() => weight.variable.assign(tf.clipByValue(weight.variable, 0, boundOf(weight)))),
      }),
    }),
  },
});
