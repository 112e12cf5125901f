import { spectralNorm } from "@lipschitz-gan/regularizers";
import { trainingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { changedBinding } from "./changed-binding.ts";

/** Every σ is kept for a chart and none is freed. */
export const mutant: Mutant = mutantOf({
  name: "keeps-every-norm",
  bug: "Every σ is kept for a chart and none is freed.",
  table: trainingTable,
  subject: {
    make: () =>
      changedBinding(spectralNorm(), (bound) => ({
        update: (weight, value) => {
          bound.update?.(weight, value);
          tf.keep(tf.norm(value));
        },
      })),
  },
});
