import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith, entriesOf } from "./clip-with.ts";

/** Rounds the bound that follows from k to the nearest float32, which is above it every other time. */
export const mutant: Mutant = mutantOf({
  name: "rounded-to-nearest",
  bug: "Rounds the bound that follows from k to the nearest float32, which is above it every other time.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      bound: (weight, nWeights, { k, c = 0.01 }) =>
        Math.fround(k === undefined ? c : k ** (1 / nWeights) / Math.sqrt(entriesOf(weight))),
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
