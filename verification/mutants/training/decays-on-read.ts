import { weightNorm } from "@lipschitz-gan/regularizers";
import { trainingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { changedBinding } from "./changed-binding.ts";

/** Every read of W̄ shrinks the kernel a little, as a running estimate that is updated in evaluation. */
export const mutant: Mutant = mutantOf({
  name: "decays-on-read",
  bug: "Every read of W̄ shrinks the kernel a little, as a running estimate that is updated in evaluation.",
  table: trainingTable,
  subject: {
    make: () =>
      changedBinding(weightNorm(), (bound) => {
        let reads = 0;
        return {
          parametrize: (weight, value) => {
            reads += 1;
            return tf.mul(bound.parametrize?.(weight, value) ?? value, 0.5 + 0.5 / reads);
          },
        };
      }),
  },
});
