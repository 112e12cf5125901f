import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { sampleAxes, writtenOut } from "./written-out.ts";

/** The bare root, whose derivative at a gradient of zero is NaN (DeblurGAN-tf #11). */
export const mutant: Mutant = mutantOf({
  name: "unguarded-root",
  bug: "The bare root, whose derivative at a gradient of zero is NaN (DeblurGAN-tf #11).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    norms: (gradients) => tf.sqrt(tf.sum(tf.square(gradients), sampleAxes(gradients))),
  }),
});
