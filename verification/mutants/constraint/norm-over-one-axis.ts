import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { penaltyOnGradients } from "./gradient-penalty.ts";

/** Right for points, wrong for images: there it is one norm for each column of pixels and channel. */
export const mutant: Mutant = constraintMutant(
  "norm-over-one-axis",
  "The norm is taken over axis 1 alone, as in the code for points that the WGAN-GP paper came with, and images are given.",
  () => penaltyOnGradients((gradients) => tf.sub(tf.sqrt(tf.maximum(tf.sum(tf.square(gradients), 1), 1e-30)), 1)),
);
