import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** k is taken and 1 is used. */
export const mutant: Mutant = mutantOf({
  name: "target-ignored",
  bug: "k is taken and 1 is used.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    excess: (norms, { sided }) => (sided === "one" ? tf.relu(tf.sub(norms, 1)) : tf.sub(norms, 1)),
  }),
});
