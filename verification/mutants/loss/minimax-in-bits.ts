import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Logarithms of base 2. */
export const mutant: Mutant = mutantOf({
  name: "minimax-in-bits",
  bug: "Logarithms of base 2.",
  table: lossTable,
  subject: wrongLoss("minimax", {
    generator: (fake) => tf.div(tf.neg(tf.mean(tf.softplus(fake))), Math.LN2),
  }),
});
