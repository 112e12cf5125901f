import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** The non-saturating generator under the name of minimax, as mimicry has it. */
export const mutant: Mutant = mutantOf({
  name: "minimax-non-saturating",
  bug: "The non-saturating generator under the name of minimax, as mimicry has it.",
  table: lossTable,
  subject: wrongLoss("minimax", {
    generator: (fake) => tf.mean(tf.softplus(tf.neg(fake))),
  }),
});
