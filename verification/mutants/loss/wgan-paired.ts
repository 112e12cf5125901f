import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Subtracts sample by sample, so that [n] and [m, 1] make a matrix and sizes must agree. */
export const mutant: Mutant = mutantOf({
  name: "wgan-paired",
  bug: "Subtracts sample by sample, so that [n] and [m, 1] make a matrix and sizes must agree.",
  table: lossTable,
  subject: wrongLoss("wgan", {
    critic: (real, fake) => tf.mean(tf.sub(fake, real)),
  }),
});
