import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** λ within the square. */
export const mutant: Mutant = mutantOf({
  name: "lambda-squared",
  bug: "λ within the square.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    total: (excess, { lambda }) => tf.mean(tf.square(tf.mul(lambda, excess))),
  }),
});
