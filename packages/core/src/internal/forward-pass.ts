import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { ForwardPass } from "../constrained-model.ts";
import type { ConstrainedWeight } from "../constrained-weight.ts";
import { DisposedError } from "../errors.ts";
import type { BoundConstraint } from "../lipschitz-constraint.ts";
import { withReplacedReads } from "./replaced-reads.ts";

/**
 * What one forward pass works with.
 *
 * @internal
 */
export interface PassContext {
  /** The user's model. */
  readonly model: tfl.LayersModel;
  /** The constraint's state. */
  readonly bound: BoundConstraint;
  /** The constrained values by weight. */
  readonly values: ReadonlyMap<ConstrainedWeight, tf.Tensor>;
  /** The same by layer variable. */
  readonly reads: ReadonlyMap<tfl.LayerVariable, tf.Tensor>;
  /** Whether layers act as in training. */
  readonly training: boolean;
}

/**
 * One forward pass and the function that ends it; a pass that has ended refuses every call.
 *
 * @param context - model, constraint and values
 * @returns the pass and its end
 * @internal
 */
export function forwardPass({ model, bound, values, reads, training }: PassContext): {
  pass: ForwardPass;
  end: () => void;
} {
  let ended = false;
  const running = (): void => {
    if (ended) throw new DisposedError(`constrain(${model.name}): forward pass`);
  };
  // The reads are replaced again for each call, for it may stand within the pass of another view of the same model.
  const apply = (x: tf.Tensor): tf.Tensor => {
    running();
    return withReplacedReads(reads, () => model.apply(x, { training }) as tf.Tensor); // one input, one output
  };
  const weight = (wanted: ConstrainedWeight): tf.Tensor => {
    running();
    const value = values.get(wanted);
    if (value === undefined) throw new RangeError(`constrain: ${wanted.name} is not under constraint in this model`);
    return tf.clone(value); // without a parametrization it is the user's variable, which the caller must not dispose
  };
  const penalty: ForwardPass["penalty"] = ({ real, fake, random }) => {
    running();
    return bound.penalty?.({ real, fake, random, critic: apply, weight });
  };
  const end = (): void => {
    ended = true;
  };
  return { pass: { apply, weight, penalty }, end };
}
