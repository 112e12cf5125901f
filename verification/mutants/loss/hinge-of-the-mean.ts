import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Hinge of the mean score and not the mean of the hinges. */
export const mutant: Mutant = mutantOf({
  name: "hinge-of-the-mean",
  bug: "Hinge of the mean score and not the mean of the hinges.",
  table: lossTable,
  subject: wrongLoss("hinge", {
    critic: (real, fake) => tf.add(tf.relu(tf.sub(1, tf.mean(real))), tf.relu(tf.add(1, tf.mean(fake)))),
  }),
});
