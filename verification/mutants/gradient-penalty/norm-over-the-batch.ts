import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** One norm of all gradients of the batch together (TorchGAN's `gradients.norm(2)`, caogang/wgan-gp #25). */
export const mutant: Mutant = mutantOf({
  name: "norm-over-the-batch",
  bug: "One norm of all gradients of the batch together (TorchGAN's `gradients.norm(2)`, caogang/wgan-gp #25).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    norms: (gradients) => tf.sqrt(tf.sum(tf.square(gradients))),
  }),
});
