import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** Norms over the last axis only: one for each pixel of an image (axis=1 copied from the vector case, PyTorch-GAN #20, Zeleni9 #40). */
export const mutant: Mutant = mutantOf({
  name: "norm-over-the-last-axis",
  bug: "Norms over the last axis only: one for each pixel of an image (axis=1 copied from the vector case, PyTorch-GAN #20, Zeleni9 #40).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    norms: (gradients) => tf.norm(gradients, 2, -1),
  }),
});
