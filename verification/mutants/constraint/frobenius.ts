import {
  type ConstrainedWeight,
  type Guarantee,
  type LipschitzConstraint,
  statelessBinding,
} from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/** What a right constraint that only ever shrinks a kernel to Frobenius norm one may promise. */
export const frobeniusGuarantee: Guarantee = {
  statement: "Each kernel matrix has a Frobenius norm of at most one, so its spectral norm is at most one.",
  promises: [{ quantity: "spectral-norm", norm: "l2", sense: "always", bound: () => 1 }],
};

/** `max(1, ‖W‖_F)`, with a gradient that is finite at zero. */
export function atLeastOne(value: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.maximum(tf.sum(tf.square(value)), 1));
}

/** A constraint that is right but for what is given: `W / max(1, ‖W‖_F)`. */
export function frobenius(
  changes: Partial<Omit<LipschitzConstraint, "bind">> & {
    readonly parametrize?: (weight: ConstrainedWeight, value: tf.Tensor) => tf.Tensor;
  } = {},
): LipschitzConstraint {
  const { parametrize = (_weight, value) => tf.div(value, atLeastOne(value)), ...description } = changes;
  return {
    name: "frobenius-norm",
    guarantee: frobeniusGuarantee,
    ...description,
    bind: () => statelessBinding({ parametrize }),
  };
}
