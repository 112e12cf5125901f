import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** The critic maximised in the papers, and minimised without a change of sign. */
export const mutant: Mutant = mutantOf({
  name: "wgan-sign-flipped",
  bug: "The critic maximised in the papers, and minimised without a change of sign.",
  table: lossTable,
  subject: wrongLoss("wgan", {
    critic: (real, fake) => tf.sub(tf.mean(real), tf.mean(fake)),
  }),
});
