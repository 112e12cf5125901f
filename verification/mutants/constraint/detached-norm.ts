import { detach } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { atLeastOne, frobenius } from "./frobenius.ts";

/** `∂L/∂W = G / σ`: the term `-⟨G, W̄⟩ u vᵀ / σ` is lost, and with it the orthogonality of gradient and weight. */
export const mutant: Mutant = constraintMutant(
  "detached-norm",
  "The norm is a constant for the gradient, so its own term is missing: what the assignment of Keras and TensorFlow Addons amounts to.",
  () => frobenius({ parametrize: (_weight, value) => tf.div(value, detach(atLeastOne(value))) }),
);
