import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** The sum over the samples in place of the mean: λ grows with the batch. */
export const mutant: Mutant = mutantOf({
  name: "sum-over-the-batch",
  bug: "The sum over the samples in place of the mean: λ grows with the batch.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    total: (excess, { lambda }) => tf.mul(lambda, tf.sum(tf.square(excess))),
  }),
});
