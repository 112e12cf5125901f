import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith, roundedDown } from "./clip-with.ts";

/** Counts channels in and out but not the places of the window, as for a dense layer. */
export const mutant: Mutant = mutantOf({
  name: "window-forgotten",
  bug: "Counts channels in and out but not the places of the window, as for a dense layer.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      bound: (weight, nWeights, { k, c = 0.01 }) => {
        if (k === undefined) return Math.fround(c);
        const [inputs = 1, outputs = 1] = weight.shape.slice(-2);
        return roundedDown(k ** (1 / nWeights) / Math.sqrt(inputs * outputs));
      },
      hooks: (boundOf) => ({
        project: (weight) =>
          tf.tidy(() => {
            const bound = boundOf(weight);
            weight.variable.assign(tf.clipByValue(weight.variable, -bound, bound));
          }),
      }),
    }),
  },
});
