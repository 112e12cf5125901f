import * as tf from "@tensorflow/tfjs-core";
import { ShapeError } from "@lipschitz-gan/core";
import type { GanLoss, LossName } from "../gan-loss.ts";

/** Wraps two formulas into a loss that checks its scores and frees its intermediates. @internal */
export function makeLoss(
  name: LossName,
  critic: (real: tf.Tensor, fake: tf.Tensor) => tf.Scalar,
  generator: (fake: tf.Tensor) => tf.Scalar,
): GanLoss {
  return {
    name,
    critic: (real, fake) => {
      checkScores(`${name} critic loss, real`, real);
      checkScores(`${name} critic loss, fake`, fake);
      return tf.tidy(() => critic(real, fake));
    },
    generator: (fake) => {
      checkScores(`${name} generator loss`, fake);
      return tf.tidy(() => generator(fake));
    },
  };
}

/** The mean over all elements. @internal */
export function mean(x: tf.Tensor): tf.Scalar {
  return tf.mean<tf.Scalar>(x);
}

function checkScores(where: string, scores: tf.Tensor): void {
  const { shape } = scores;
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (!isColumn || scores.size === 0) throw new ShapeError(where, "[n, 1] or [n] with n >= 1", shape);
}
