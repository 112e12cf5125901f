import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Hinge with margin 0: max(0, −f) is content with a critic that says nothing. */
export const mutant: Mutant = mutantOf({
  name: "hinge-without-margin",
  bug: "Hinge with margin 0: max(0, −f) is content with a critic that says nothing.",
  table: lossTable,
  subject: wrongLoss("hinge", {
    critic: (real, fake) => tf.add(tf.mean(tf.relu(tf.neg(real))), tf.mean(tf.relu(fake))),
  }),
});
