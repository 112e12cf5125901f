import {
  type BoundConstraint,
  type ConstrainedModel,
  type ConstrainedWeight,
  constrain,
  createRng,
  type LipschitzConstraint,
} from "@lipschitz-gan/core";
import type * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { type Bits, bitsOf } from "./bits.ts";
import { type ModelCase, modelOfCase } from "./model-case.ts";
import { type ConstraintSubject, kernelsOf } from "./subject.ts";

/** Seed of a binding's start values where a law does not choose it. */
const START_SEED = 3;

/** The critic of a case under the subject's constraint, or under one that a law has made before. */
export function constrained(
  { make }: Pick<ConstraintSubject, "make">,
  given: ModelCase,
  { constraint = make(), seed = START_SEED }: { constraint?: LipschitzConstraint; seed?: number } = {},
): ConstrainedModel {
  return constrain(modelOfCase(given), constraint, { rng: createRng(seed) });
}

/** A binding as `constrain` makes it, with its hooks in the open. */
export interface OpenedBinding {
  readonly bound: BoundConstraint;
  /** The kernels that it is bound to, first layer first. */
  readonly weights: readonly ConstrainedWeight[];
}

/** Binds to the kernels of a case's critic, and moves the state once, as `constrain` does. */
export function opened({ make }: Pick<ConstraintSubject, "make">, given: ModelCase): OpenedBinding {
  const weights = kernelsOf(modelOfCase(given));
  const bound = make().bind(weights, createRng(START_SEED));
  for (const weight of weights) bound.update?.(weight, weight.variable);
  return { bound, weights };
}

/** The bits of all that a constrained model would save. */
export function stateBits(critic: ConstrainedModel): Promise<Bits> {
  return bitsOf(critic.state());
}

/** What the forward passes read in place of each kernel, by name; the caller disposes the tensors. */
export function constrainedValues(critic: ConstrainedModel): Record<string, tf.Tensor> {
  const values = critic.forward((pass) => critic.weights.map(pass.weight));
  return Object.fromEntries(critic.weights.map(({ name }, i) => [name, values[i]!])); // one value a weight
}

/** The bits of what the forward passes read in place of each kernel. */
export function constrainedBits(critic: ConstrainedModel): Promise<Bits> {
  return bitsOf(constrainedValues(critic));
}

/** All weights of a model as they are without a constraint, biases too, by layer and place; not to be disposed. */
export function plainWeights(model: tfl.LayersModel): Record<string, tf.Tensor> {
  return Object.fromEntries(
    model.layers.flatMap((layer) =>
      layer.getWeights().map((tensor, i) => [`${layer.name}/${i === 0 ? "kernel" : "bias"}`, tensor] as const),
    ),
  );
}
