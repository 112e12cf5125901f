import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { penaltyOnGradients } from "./gradient-penalty.ts";

/** A critic of zeros, or one whose units are all off at a sample, is NaN after one step. */
export const mutant: Mutant = constraintMutant(
  "root-at-zero",
  "√(Σ g²) without care: its gradient at g = 0 is infinite times zero, NaN. Found in most implementations of WGAN-GP.",
  () =>
    penaltyOnGradients((gradients) =>
      tf.sub(tf.sqrt(tf.sum(tf.square(gradients), [...gradients.shape.keys()].slice(1))), 1),
    ),
);
