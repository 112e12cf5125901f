import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Centres the scores on the real batch for the sake of numbers, and centres only one of the means. */
export const mutant: Mutant = mutantOf({
  name: "wgan-centred",
  bug: "Centres the scores on the real batch for the sake of numbers, and centres only one of the means.",
  table: lossTable,
  subject: wrongLoss("wgan", {
    critic: (real, fake) => tf.sub(tf.mean(tf.sub(fake, tf.mean(real))), tf.mean(real)),
  }),
});
