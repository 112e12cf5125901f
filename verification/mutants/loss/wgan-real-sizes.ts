import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Divides both sums by the size of the real batch. */
export const mutant: Mutant = mutantOf({
  name: "wgan-real-sizes",
  bug: "Divides both sums by the size of the real batch.",
  table: lossTable,
  subject: wrongLoss("wgan", {
    critic: (real, fake) => tf.div(tf.sub(tf.sum(fake), tf.sum(real)), real.size),
  }),
});
