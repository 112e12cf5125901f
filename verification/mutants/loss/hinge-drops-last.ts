import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Averages all but the last sample of the real batch, an index off by one. */
export const mutant: Mutant = mutantOf({
  name: "hinge-drops-last",
  bug: "Averages all but the last sample of the real batch, an index off by one.",
  table: lossTable,
  subject: wrongLoss("hinge", {
    critic: (real, fake) => {
      const kept = tf.slice(tf.reshape(real, [-1]), 0, Math.max(1, real.size - 1));
      return tf.add(tf.mean(tf.relu(tf.sub(1, kept))), tf.mean(tf.relu(tf.add(1, fake))));
    },
  }),
});
