import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { rightParts, writtenOut } from "./written-out.ts";

/** The norms are kept for a log and never freed. */
export const mutant: Mutant = mutantOf({
  name: "leaves-the-norms-behind",
  bug: "The norms are kept for a log and never freed.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    norms: (gradients) => tf.keep(rightParts.norms(gradients)),
  }),
});
