import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Hinge summed over the batch and not averaged, so that the learning rate depends on the batch size. */
export const mutant: Mutant = mutantOf({
  name: "hinge-summed",
  bug: "Hinge summed over the batch and not averaged, so that the learning rate depends on the batch size.",
  table: lossTable,
  subject: wrongLoss("hinge", {
    critic: (real, fake) => tf.add(tf.sum(tf.relu(tf.sub(1, real))), tf.sum(tf.relu(tf.add(1, fake)))),
  }),
});
