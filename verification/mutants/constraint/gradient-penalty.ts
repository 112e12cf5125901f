import { type LipschitzConstraint, type PenaltyContext, statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/** A penalty on gradients at the real samples with a norm and a target that are given. */
export function penaltyOnGradients(excess: (gradients: tf.Tensor) => tf.Tensor): LipschitzConstraint {
  const penalty = ({ real, critic }: PenaltyContext): tf.Scalar =>
    tf.tidy(() => {
      const gradients = tf.grad((x: tf.Tensor) => tf.sum(critic(x)))(real);
      return tf.mean(tf.square(excess(gradients)));
    });
  return {
    name: "gradient-penalty",
    guarantee: {
      statement: "The critic's gradient norm is pulled to one at the real samples.",
      promises: [{ quantity: "input-gradient", norm: "l2", sense: "at-sampled-points", bound: () => 1 }],
    },
    bind: () => statelessBinding({ penalty }),
  };
}

/** `‖∇ₓ D(xᵢ)‖₂` for each sample; the small number keeps the root's own gradient finite at 0. */
export function normsOf(gradients: tf.Tensor): tf.Tensor {
  const squares = tf.sum(tf.square(gradients), [...gradients.shape.keys()].slice(1));
  return tf.sqrt(tf.maximum(squares, 1e-30));
}
