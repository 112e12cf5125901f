import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Takes log(sigmoid(f)), which is infinite where float32 rounds the sigmoid to 0. */
export const mutant: Mutant = mutantOf({
  name: "log-of-zero",
  bug: "Takes log(sigmoid(f)), which is infinite where float32 rounds the sigmoid to 0.",
  table: lossTable,
  subject: wrongLoss("non-saturating", {
    critic: (real, fake) =>
      tf.neg(tf.add(tf.mean(tf.log(tf.sigmoid(real))), tf.mean(tf.log(tf.sub(1, tf.sigmoid(fake)))))),
  }),
});
