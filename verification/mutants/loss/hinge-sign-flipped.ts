import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Hinge with the sign of the scores flipped in the critic. */
export const mutant: Mutant = mutantOf({
  name: "hinge-sign-flipped",
  bug: "Hinge with the sign of the scores flipped in the critic.",
  table: lossTable,
  subject: wrongLoss("hinge", {
    critic: (real, fake) => tf.add(tf.mean(tf.relu(tf.add(1, real))), tf.mean(tf.relu(tf.sub(1, fake)))),
  }),
});
