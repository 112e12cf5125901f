import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** `sided` is taken and not used. */
export const mutant: Mutant = mutantOf({
  name: "one-sided-ignored",
  bug: "`sided` is taken and not used.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    excess: (norms, { k }) => tf.sub(norms, k),
  }),
});
