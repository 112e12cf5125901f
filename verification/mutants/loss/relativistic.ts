import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** The relativistic average loss under the name of minimax, in which real and fake scores meet. */
export const mutant: Mutant = mutantOf({
  name: "relativistic",
  bug: "The relativistic average loss under the name of minimax, in which real and fake scores meet.",
  table: lossTable,
  subject: wrongLoss("minimax", {
    critic: (real, fake) =>
      tf.add(
        tf.mean(tf.softplus(tf.neg(tf.sub(real, tf.mean(fake))))),
        tf.mean(tf.softplus(tf.sub(fake, tf.mean(real)))),
      ),
  }),
});
