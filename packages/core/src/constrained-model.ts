import type * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { ConstrainedWeight } from "./constrained-weight.ts";
import type { LipschitzConstraint, NamedVariables } from "./lipschitz-constraint.ts";
import type { RandomStream } from "./rng.ts";

/** Options of a forward pass. */
export interface ForwardOptions {
  /** Whether layers such as batch norm and dropout act as in training; false by default. */
  readonly training?: boolean;
}

/** The model within one forward pass: every call sees the same constrained weights. */
export interface ForwardPass {
  /**
   * Applies the model.
   *
   * @param x - a batch, shape `[n, ...sample]`
   * @returns the model's output; differentiable in x and in the variables
   */
  readonly apply: (x: tf.Tensor) => tf.Tensor;
  /**
   * The sum of the constraint's penalties.
   *
   * @param batch - the real and the fake batch, and the random numbers of this step
   * @returns a scalar, or `undefined` if the constraint has no penalty
   */
  readonly penalty: (batch: { real: tf.Tensor; fake: tf.Tensor; random: RandomStream }) => tf.Scalar | undefined;
  /**
   * The value W̄ that a weight has in this pass.
   *
   * @param weight - one of the model's constrained weights
   */
  readonly weight: (weight: ConstrainedWeight) => tf.Tensor;
}

/** A model seen through a constraint. The model itself stays the user's and is never edited. */
export interface ConstrainedModel extends Disposable {
  /** The user's model. */
  readonly model: tfl.LayersModel;
  /** The constraint. */
  readonly constraint: LipschitzConstraint;
  /** The weights under constraint, in the model's order. */
  readonly weights: readonly ConstrainedWeight[];
  /** All variables an optimizer has to train, by stable names: the model's own and the constraint's. */
  readonly variables: NamedVariables;
  /** Moves the constraint's state, once a step, before the forward passes. */
  update(): void;
  /**
   * Runs synchronous code in which the model reads its constrained weights. They are computed once, so the real and the
   * fake batch meet the same W̄.
   *
   * @param f - gets the pass; its tensors live on if `f` returns them
   * @param options - training or evaluation
   * @returns what `f` returns
   * @throws TypeError if `f` returns a promise
   */
  forward<T extends tf.TensorContainer>(f: (pass: ForwardPass) => T, options?: ForwardOptions): T;
  /**
   * One forward pass.
   *
   * @param x - a batch, shape `[n, ...sample]`
   * @param options - training or evaluation
   * @returns the model's output, which the caller disposes
   */
  apply(x: tf.Tensor, options?: ForwardOptions): tf.Tensor;
  /** Projects the variables, after the optimizer step. */
  project(): void;
  /** All that a checkpoint needs, by stable names: the model's weights, trained or not, and the constraint's state. */
  state(): NamedVariables;
  /**
   * A plain model with the constrained weights in place, for export.
   *
   * @returns a copy of the user's model, which the caller disposes
   */
  bake(): Promise<tfl.LayersModel>;
  /** Frees the constraint's state; the model stays. */
  dispose(): void;
}
