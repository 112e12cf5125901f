import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith, entriesOf, roundedDown } from "./clip-with.ts";

/** Gives every weight the whole of k, so that the product over L weights is k^L. */
export const mutant: Mutant = mutantOf({
  name: "k-not-shared",
  bug: "Gives every weight the whole of k, so that the product over L weights is k^L.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      bound: (weight, _nWeights, { k, c = 0.01 }) =>
        k === undefined ? Math.fround(c) : roundedDown(k / Math.sqrt(entriesOf(weight))),
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
