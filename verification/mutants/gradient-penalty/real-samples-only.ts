import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** The gradient at the real samples, R1's place, instead of between the batches. */
export const mutant: Mutant = mutantOf({
  name: "real-samples-only",
  bug: "The gradient at the real samples, R1's place, instead of between the batches.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    points: ({ real }) => tf.clone(real),
  }),
});
