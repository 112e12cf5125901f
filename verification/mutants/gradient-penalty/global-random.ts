import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** ε from the global generator, not from the stream of the step: no run can be repeated (tf.randomUniform in every port). */
export const mutant: Mutant = mutantOf({
  name: "global-random",
  bug: "ε from the global generator, not from the stream of the step: no run can be repeated (tf.randomUniform in every port).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    points: ({ real, fake }) => {
      const [batchSize = 0] = real.shape;
      const epsilons = tf.randomUniform([batchSize, ...real.shape.slice(1).map(() => 1)]);
      return tf.add(tf.mul(epsilons, real), tf.mul(tf.sub(1, epsilons), fake));
    },
  }),
});
