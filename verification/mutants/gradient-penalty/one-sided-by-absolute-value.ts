import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** One-sided as the absolute value, which the square makes two-sided again. */
export const mutant: Mutant = mutantOf({
  name: "one-sided-by-absolute-value",
  bug: "One-sided as the absolute value, which the square makes two-sided again.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    excess: (norms, { k, sided }) => (sided === "one" ? tf.abs(tf.sub(norms, k)) : tf.sub(norms, k)),
  }),
});
