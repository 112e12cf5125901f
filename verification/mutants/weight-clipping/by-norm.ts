import { weightClippingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { clipWith } from "./clip-with.ts";

/** Scales the kernel to norm c, as clipByNorm of tf.train does, instead of clipping its entries. */
export const mutant: Mutant = mutantOf({
  name: "by-norm",
  bug: "Scales the kernel to norm c, as clipByNorm of tf.train does, instead of clipping its entries.",
  table: weightClippingTable,
  subject: {
    make: clipWith({
      hooks: (boundOf) => ({
        project: (weight) =>
          tf.tidy(() => {
            const norm = tf.norm(weight.variable);
            const factor = tf.div(boundOf(weight), tf.maximum(norm, boundOf(weight)));
            weight.variable.assign(tf.mul(weight.variable, factor));
          }),
      }),
    }),
  },
});
