import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { epsilonsOf, writtenOut } from "./written-out.ts";

/** Real sample i is paired with fake sample i + 1 (a batch that is shuffled twice); seen on segments only. */
export const mutant: Mutant = mutantOf({
  name: "pairs-out-of-step",
  bug: "Real sample i is paired with fake sample i + 1 (a batch that is shuffled twice); seen on segments only.",
  table: gradientPenaltyTable,
  subject: writtenOut({
    points: (context) => {
      const { real, fake } = context;
      const [batchSize = 0] = fake.shape;
      const turned = tf.gather(
        fake,
        Array.from({ length: batchSize }, (_, i) => (i + 1) % batchSize),
      );
      const epsilons = epsilonsOf(context);
      return tf.add(tf.mul(epsilons, real), tf.mul(tf.sub(1, epsilons), turned));
    },
  }),
});
