import { weightNorm } from "@lipschitz-gan/regularizers";
import { trainingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { changedBinding } from "./changed-binding.ts";

/** One norm for each output, the last axis, kept. */
function rowNorms(value: tf.Tensor): tf.Tensor {
  const axes = [...value.shape.keys()].slice(0, -1);
  return tf.keep(tf.tidy(() => tf.sqrt(tf.sum(tf.square(value), axes, true))));
}

/** Divides by the row norms that the kernel had when the critic was built. */
export const mutant: Mutant = mutantOf({
  name: "norm-rows-of-the-start",
  bug: "Divides by the row norms that the kernel had when the critic was built.",
  table: trainingTable,
  subject: {
    make: () =>
      changedBinding(weightNorm(), (bound, { weights }) => {
        const start = weights.map((weight) => [weight.name, tf.variable(tf.abs(weight.variable), false)] as const);
        const norms = new Map(start.map(([name, value]) => [name, rowNorms(value)]));
        const kept = [...start.map(([, value]) => value), ...norms.values()];
        return {
          parametrize: (weight, value) => tf.div(value, norms.get(weight.name) ?? Number.NaN),
          dispose: () => {
            tf.dispose(kept);
            bound.dispose();
          },
        };
      }),
  },
});
