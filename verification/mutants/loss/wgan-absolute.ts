import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** The magnitude of the difference, which is also small for a critic that is wrong way round. */
export const mutant: Mutant = mutantOf({
  name: "wgan-absolute",
  bug: "The magnitude of the difference, which is also small for a critic that is wrong way round.",
  table: lossTable,
  subject: wrongLoss("wgan", {
    critic: (real, fake) => tf.neg(tf.abs(tf.sub(tf.mean(real), tf.mean(fake)))),
  }),
});
