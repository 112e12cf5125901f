import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { epsilonsOf, writtenOut } from "./written-out.ts";

/** ε from -0.5 to 1.5: points beyond the real and the fake sample (a mistaken rescaling of U[0, 1) to U[-1, 1)). */
export const mutant: Mutant = mutantOf({
  name: "beyond-the-segment",
  bug: "ε from -0.5 to 1.5: points beyond the real and the fake sample (a mistaken rescaling of U[0, 1) to U[-1, 1)).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    points: (context) => {
      const epsilons = tf.sub(tf.mul(2, epsilonsOf(context)), 0.5);
      return tf.add(tf.mul(epsilons, context.real), tf.mul(tf.sub(1, epsilons), context.fake));
    },
  }),
});
