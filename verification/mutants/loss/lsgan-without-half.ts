import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** The half of the paper left out. */
export const mutant: Mutant = mutantOf({
  name: "lsgan-without-half",
  bug: "The half of the paper left out.",
  table: lossTable,
  subject: wrongLoss("lsgan", {
    critic: (real, fake) => tf.add(tf.mean(tf.square(tf.sub(real, 1))), tf.mean(tf.square(fake))),
  }),
});
