import { trainingTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { sampleAxes, writtenOut } from "../gradient-penalty/written-out.ts";
import { type Mutant, mutantOf } from "../mutant.ts";

const { make } = writtenOut({
  norms: (gradients) => tf.sqrt(tf.sum(tf.square(gradients), sampleAxes(gradients))),
});
const unguarded = { make };

/** A gradient penalty with the bare root: where no hidden unit is alive the gradient is NaN (DeblurGAN-tf #11). */
export const mutant: Mutant = mutantOf({
  name: "unguarded-root",
  bug: "A gradient penalty with the bare root: where no hidden unit is alive the gradient is NaN (DeblurGAN-tf #11).",
  table: trainingTable,
  subject: unguarded,
});
