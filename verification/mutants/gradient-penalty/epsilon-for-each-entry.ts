import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** One ε for each pixel, so that points fill the box between two samples (alpha of the wrong shape, hwalsuklee #33). */
export const mutant: Mutant = mutantOf({
  name: "epsilon-for-each-entry",
  bug: "One ε for each pixel, so that points fill the box between two samples (alpha of the wrong shape, hwalsuklee #33).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    points: ({ real, fake, random }) => {
      const epsilons = tf.tensor(
        Float32Array.from({ length: real.size }, () => random.uniform()),
        real.shape,
      );
      return tf.add(tf.mul(epsilons, real), tf.mul(tf.sub(1, epsilons), fake));
    },
  }),
});
