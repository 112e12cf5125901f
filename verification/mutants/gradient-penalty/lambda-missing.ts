import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** λ is taken and not used. */
export const mutant: Mutant = mutantOf({
  name: "lambda-missing",
  bug: "λ is taken and not used.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    total: (excess) => tf.mean(tf.square(excess)),
  }),
});
