import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { rightParts, writtenOut } from "./written-out.ts";

/** Images are reshaped to three channels, so that samples of one or two channels mix (mimicry's `view(N, 3, H, W)`). */
export const mutant: Mutant = mutantOf({
  name: "three-channels-wired-in",
  bug: "Images are reshaped to three channels, so that samples of one or two channels mix (mimicry's `view(N, 3, H, W)`).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    norms: (gradients) => {
      if (gradients.rank < 4) return rightParts.norms(gradients);
      const [, height = 1, width = 1] = gradients.shape;
      return rightParts.norms(tf.reshape(gradients, [-1, height, width, 3]));
    },
  }),
});
