import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Leaves scores that are NaN out of the mean. */
export const mutant: Mutant = mutantOf({
  name: "nan-is-skipped",
  bug: "Leaves scores that are NaN out of the mean.",
  table: lossTable,
  subject: wrongLoss("hinge", {
    generator: (fake) => tf.neg(tf.mean(tf.where(tf.isNaN(fake), tf.zerosLike(fake), fake))),
  }),
});
