import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { sampleAxes, writtenOut } from "./written-out.ts";

/** The squared norm is pulled to k: the root is forgotten. */
export const mutant: Mutant = mutantOf({
  name: "no-square-root",
  bug: "The squared norm is pulled to k: the root is forgotten.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    norms: (gradients) => tf.sum(tf.square(gradients), sampleAxes(gradients)),
  }),
});
