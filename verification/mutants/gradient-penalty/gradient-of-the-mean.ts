import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** The gradient of the mean score: every norm is divided by the batch size. */
export const mutant: Mutant = mutantOf({
  name: "gradient-of-the-mean",
  bug: "The gradient of the mean score: every norm is divided by the batch size.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    gradients: (critic, points) => tf.grad((x: tf.Tensor) => tf.mean(critic(x)))(points),
  }),
});
