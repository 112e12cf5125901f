import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { epsilonsOf, writtenOut } from "./written-out.ts";

/** ε from 0.5 to 1: only the half of the segment that is near the real sample (DRAGAN's perturbation taken for WGAN-GP's). */
export const mutant: Mutant = mutantOf({
  name: "real-half-only",
  bug: "ε from 0.5 to 1: only the half of the segment that is near the real sample (DRAGAN's perturbation taken for WGAN-GP's).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    points: (context) => {
      const epsilons = tf.add(0.5, tf.mul(0.5, epsilonsOf(context)));
      return tf.add(tf.mul(epsilons, context.real), tf.mul(tf.sub(1, epsilons), context.fake));
    },
  }),
});
