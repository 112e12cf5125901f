import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** Takes log(sigmoid(f) + 1e-8), as mimicry does, which is flat below −18. */
export const mutant: Mutant = mutantOf({
  name: "log-sigmoid",
  bug: "Takes log(sigmoid(f) + 1e-8), as mimicry does, which is flat below −18.",
  table: lossTable,
  subject: wrongLoss("non-saturating", {
    generator: (fake) => tf.neg(tf.mean(tf.log(tf.add(tf.sigmoid(fake), 1e-8)))),
  }),
});
