import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** A sigmoid before the squares, which least squares are meant to do without. */
export const mutant: Mutant = mutantOf({
  name: "lsgan-squashed",
  bug: "A sigmoid before the squares, which least squares are meant to do without.",
  table: lossTable,
  subject: wrongLoss("lsgan", {
    critic: (real, fake) =>
      tf.mul(0.5, tf.add(tf.mean(tf.square(tf.sub(tf.sigmoid(real), 1))), tf.mean(tf.square(tf.sigmoid(fake))))),
  }),
});
