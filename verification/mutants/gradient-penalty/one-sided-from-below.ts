import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** One-sided with the sign turned: norms below k are penalised and large ones are free. */
export const mutant: Mutant = mutantOf({
  name: "one-sided-from-below",
  bug: "One-sided with the sign turned: norms below k are penalised and large ones are free.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    excess: (norms, { k, sided }) => (sided === "one" ? tf.relu(tf.sub(k, norms)) : tf.sub(norms, k)),
  }),
});
