import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Squared hinge. */
export const mutant: Mutant = mutantOf({
  name: "hinge-squared",
  bug: "Squared hinge.",
  table: lossTable,
  subject: wrongLoss("hinge", {
    critic: (real, fake) =>
      tf.add(tf.mean(tf.square(tf.relu(tf.sub(1, real)))), tf.mean(tf.square(tf.relu(tf.add(1, fake))))),
  }),
});
