import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith } from "./clip-with.ts";

/** Clips what the forward pass reads and leaves the variable, which drifts away and gets no gradient back. */
export const mutant: Mutant = mutantOf({
  name: "on-read-only",
  bug: "Clips what the forward pass reads and leaves the variable, which drifts away and gets no gradient back.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      hooks: (boundOf) => ({
        parametrize: (weight, value) => tf.clipByValue(value, -boundOf(weight), boundOf(weight)),
      }),
    }),
  },
});
