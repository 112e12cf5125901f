import type { ConstrainedWeight } from "./constrained-weight.ts";

/**
 * What a promise is about.
 *
 * - `"operator-norm"`: the norm of the layer's linear map with the kernel that the forward pass uses, at the stride, padding,
 *   dilation and image size that it has in the model; the largest over its places
 * - `"spectral-norm"`: the largest singular value of the reshaped kernel that the forward pass uses
 * - `"row-norm"`: the l2 norm of each of its rows (one row for each output channel)
 * - `"entry"`: the magnitude of each of its entries
 * - `"input-gradient"`: the l2 norm of the critic's gradient with respect to one sample
 */
export type GuaranteedQuantity = "operator-norm" | "spectral-norm" | "row-norm" | "entry" | "input-gradient";

/**
 * In which sense a promise holds.
 *
 * - `"always"`: after every step, up to rounding; for a projection from the first `project` on
 * - `"in-the-limit"`: tends to hold for weights that stand still; in training the estimate behind it lags by what the last
 *   steps have moved, and the bound may be exceeded
 * - `"at-sampled-points"`: is encouraged at the points that were drawn, and holds nowhere for certain
 */
export type GuaranteeSense = "always" | "in-the-limit" | "at-sampled-points";

/** One promise of a constraint. */
export interface Promised {
  /** What is bounded. */
  readonly quantity: GuaranteedQuantity;
  /** Norm of the input space in which the bound is meant. */
  readonly norm: "l2" | "linf";
  /** In which sense it holds. */
  readonly sense: GuaranteeSense;
  /**
   * The bound for one weight (for `"input-gradient"`: for the whole critic).
   *
   * @param weight - the weight
   * @param nWeights - how many weights share the constraint
   */
  bound(weight: ConstrainedWeight, nWeights: number): number;
}

/** What holds for a constrained model, and what does not. */
export interface Guarantee {
  /** One or two sentences for people, with the limits of the promise. */
  readonly statement: string;
  /** The same as data; empty when nothing is promised. */
  readonly promises: readonly Promised[];
}
