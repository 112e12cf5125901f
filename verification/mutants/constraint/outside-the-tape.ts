import { detach } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { normsOf, penaltyOnGradients } from "./gradient-penalty.ts";

/** The loss grows by the penalty, and the weights do not feel it: PyTorch's missing `create_graph=True`. */
export const mutant: Mutant = constraintMutant(
  "outside-the-tape",
  "The gradient is a constant for the optimizer: what create_graph=False gives in PyTorch, and what some GAN repositories shipped.",
  () => penaltyOnGradients((gradients) => tf.sub(normsOf(detach(gradients)), 1)),
);
