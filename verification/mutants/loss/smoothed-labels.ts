import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Real labels smoothed to 0.95, as ACGAN of tfjs-examples and GAN Lab have it, without a word in the name. */
export const mutant: Mutant = mutantOf({
  name: "smoothed-labels",
  bug: "Real labels smoothed to 0.95, as ACGAN of tfjs-examples and GAN Lab have it, without a word in the name.",
  table: lossTable,
  subject: wrongLoss("non-saturating", {
    critic: (real, fake) =>
      tf.add(
        tf.mean(tf.add(tf.mul(0.95, tf.softplus(tf.neg(real))), tf.mul(0.05, tf.softplus(real)))),
        tf.mean(tf.softplus(fake)),
      ),
  }),
});
