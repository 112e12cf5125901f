import type * as tf from "@tensorflow/tfjs-core";
import type { ConstrainedWeight } from "./constrained-weight.ts";
import type { Guarantee, GuaranteedQuantity } from "./guarantee.ts";
import type { RandomStream, Rng } from "./rng.ts";

/** Live variables by name: everything a checkpoint needs. Restoring assigns to them. */
export type NamedVariables = Readonly<Record<string, tf.Variable>>;

/** What a penalty may look at. */
export interface PenaltyContext {
  /** Real batch, shape `[n, ...sample]`. */
  readonly real: tf.Tensor;
  /** Generated batch of the same shape. */
  readonly fake: tf.Tensor;
  /**
   * The critic with the constrained weights of this step.
   *
   * @param x - a batch, shape `[n, ...sample]`
   * @returns scores, shape `[n, 1]`
   */
  readonly critic: (x: tf.Tensor) => tf.Tensor;
  /**
   * The value of a weight that the forward passes of this step use, W̄.
   *
   * @param weight - one of the weights given to `bind`
   */
  readonly weight: (weight: ConstrainedWeight) => tf.Tensor;
  /** Random numbers of this step. */
  readonly random: RandomStream;
}

/**
 * The state of a constraint on the weights of one model. Every hook is optional; the order in a step is
 * `update`, forward passes with `parametrize`, plus `penalty`, one gradient, one optimizer step, `project`.
 */
export interface BoundConstraint extends Disposable {
  /**
   * Moves the state. Called once a step for each weight, before the forward passes; the only place where state moves.
   *
   * @param weight - the weight
   * @param value - its value as the constraints before have left it
   */
  update?(weight: ConstrainedWeight, value: tf.Tensor): void;
  /**
   * What a forward pass reads in place of the weight. Differentiable, and must not move state.
   *
   * @param weight - the weight
   * @param value - its value as the constraints before have left it
   * @returns the value to use, of the same shape
   */
  parametrize?(weight: ConstrainedWeight, value: tf.Tensor): tf.Tensor;
  /**
   * A scalar added to the critic's loss, in the same optimizer step.
   *
   * @param context - the batches and the critic of this step
   */
  penalty?(context: PenaltyContext): tf.Scalar;
  /**
   * Moves the variable itself back into its set, after the optimizer step.
   *
   * @param weight - the weight
   */
  project?(weight: ConstrainedWeight): void;
  /** Variables of the constraint that the optimizer trains, such as gains. */
  trainable?(): NamedVariables;
  /** Everything a checkpoint needs, the trainable variables included. */
  state(): NamedVariables;
  /** Frees the state; called by the constrained model's own `dispose`. */
  dispose(): void;
}

/**
 * An immutable description of a constraint, made by a factory that has checked its options. What changes lives in the
 * binding.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import type { LipschitzConstraint } from "@lipschitz-gan/core";
 *
 * // Halves every weight on read. It promises nothing.
 * const halved: LipschitzConstraint = {
 *   name: "halved",
 *   guarantee: { statement: "nothing", promises: [] },
 *   bind: () => ({
 *     parametrize: (_weight, value) => tf.mul(value, 0.5),
 *     state: () => ({}),
 *     dispose: () => {},
 *     [Symbol.dispose]: () => {},
 *   }),
 * };
 * halved.name; // => "halved"
 * ```
 */
export interface LipschitzConstraint {
  /** Short name in kebab case. */
  readonly name: string;
  /** What holds, for which norm, in which sense. */
  readonly guarantee: Guarantee;
  /** Promises of other constraints that this one's `parametrize` or `project` leaves intact; none unless said. */
  readonly preserves?: readonly GuaranteedQuantity[];
  /**
   * Whether back-propagation through `parametrize` gives the derivative of its value while the state is at rest: `"exact"`
   * unless said, `"surrogate"` where it gives another direction on purpose, since the value has no derivative worth having.
   */
  readonly gradient?: "exact" | "surrogate";
  /**
   * Whether the hooks read the values of what they are given at once; not unless said. On WebGPU the weights must then have
   * been read before, see `readWeights`.
   */
  readonly readsValues?: boolean;
  /**
   * Allocates the state for the weights of one model.
   *
   * @param weights - the weights to constrain; may be empty
   * @param rng - random streams for start values
   * @returns the state, which the caller disposes
   */
  bind(weights: readonly ConstrainedWeight[], rng: Rng): BoundConstraint;
}
