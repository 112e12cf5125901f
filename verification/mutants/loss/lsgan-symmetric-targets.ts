import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Targets −1 and 1 instead of 0 and 1. */
export const mutant: Mutant = mutantOf({
  name: "lsgan-symmetric-targets",
  bug: "Targets −1 and 1 instead of 0 and 1.",
  table: lossTable,
  subject: wrongLoss("lsgan", {
    critic: (real, fake) =>
      tf.mul(0.5, tf.add(tf.mean(tf.square(tf.sub(real, 1))), tf.mean(tf.square(tf.add(fake, 1))))),
  }),
});
