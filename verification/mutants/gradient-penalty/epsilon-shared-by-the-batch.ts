import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** One ε for the whole batch, so that all points lie at the same place of their segments (TorchGAN). */
export const mutant: Mutant = mutantOf({
  name: "epsilon-shared-by-the-batch",
  bug: "One ε for the whole batch, so that all points lie at the same place of their segments (TorchGAN).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    points: ({ real, fake, random }) => {
      const epsilon = random.uniform();
      return tf.add(tf.mul(epsilon, real), tf.mul(1 - epsilon, fake));
    },
  }),
});
