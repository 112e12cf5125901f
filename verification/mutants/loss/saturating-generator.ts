import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** The generator of minimax, whose gradient vanishes where it fails. */
export const mutant: Mutant = mutantOf({
  name: "saturating-generator",
  bug: "The generator of minimax, whose gradient vanishes where it fails.",
  table: lossTable,
  subject: wrongLoss("non-saturating", {
    generator: (fake) => tf.neg(tf.mean(tf.softplus(fake))),
  }),
});
