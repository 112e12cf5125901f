import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** A generator that makes its samples look more fake. */
export const mutant: Mutant = mutantOf({
  name: "wgan-generator-flipped",
  bug: "A generator that makes its samples look more fake.",
  table: lossTable,
  subject: wrongLoss("wgan", {
    generator: (fake) => tf.mean(fake),
  }),
});
