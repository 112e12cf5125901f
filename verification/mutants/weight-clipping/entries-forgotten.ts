import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith, roundedDown } from "./clip-with.ts";

/** Clips at k^(1/L): the factor √(rows · columns) between entries and norm is forgotten. */
export const mutant: Mutant = mutantOf({
  name: "entries-forgotten",
  bug: "Clips at k^(1/L): the factor √(rows · columns) between entries and norm is forgotten.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      bound: (_weight, nWeights, { k, c = 0.01 }) =>
        k === undefined ? Math.fround(c) : roundedDown(k ** (1 / nWeights)),
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
