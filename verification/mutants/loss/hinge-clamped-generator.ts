import { lossTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { wrongLoss } from "./wrong-loss.ts";

/** A generator that is hinged, too, and stops learning at a score of 1. */
export const mutant: Mutant = mutantOf({
  name: "hinge-clamped-generator",
  bug: "A generator that is hinged, too, and stops learning at a score of 1.",
  table: lossTable,
  subject: wrongLoss("hinge", {
    generator: (fake) => tf.mean(tf.relu(tf.sub(1, fake))),
  }),
});
