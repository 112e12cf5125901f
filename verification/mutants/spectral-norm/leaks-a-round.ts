import { type BoundConstraint } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { type FullBinding, spectralNormWith } from "./spectral-norm-with.ts";

function binding(bound: FullBinding): BoundConstraint {
  return {
    ...bound,
    update: (weight, value) => {
      tf.keep(tf.matMul(weight.matrix!.toBlocks(value), tf.zeros([weight.matrix!.groups, weight.matrix!.rows, 1])));
      bound.update(weight, value);
    },
  };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "leaks-a-round",
  bug: "no tidy around the update: its intermediate tensors are never freed",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ binding }) },
});
