import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { sampleAxes, writtenOut } from "./written-out.ts";

/** 1e-4 is added within the root to be safe at zero, which biases every norm (compare_gan; 1e-10 in tf.gan). */
export const mutant: Mutant = mutantOf({
  name: "epsilon-in-the-root",
  bug: "1e-4 is added within the root to be safe at zero, which biases every norm (compare_gan; 1e-10 in tf.gan).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    norms: (gradients) => tf.sqrt(tf.add(1e-4, tf.sum(tf.square(gradients), sampleAxes(gradients)))),
  }),
});
