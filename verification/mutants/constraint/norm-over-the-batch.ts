import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { penaltyOnGradients } from "./gradient-penalty.ts";

/** For n samples the norm is √n times too long. */
export const mutant: Mutant = constraintMutant(
  "norm-over-the-batch",
  "One norm over the gradients of all samples together: TorchGAN, and several of PyTorch-GAN's scripts.",
  () => penaltyOnGradients((gradients) => tf.sub(tf.sqrt(tf.maximum(tf.sum(tf.square(gradients)), 1e-30)), 1)),
);
