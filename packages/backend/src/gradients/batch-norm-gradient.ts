import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";
import { sumToShape } from "./sum-to-shape.ts";

/**
 * Σ image · factor, over the axes along which a parameter of that shape is repeated. Where the factor is repeated along
 * the same axes it goes before the sum.
 */
function scaledSum(image: tf.Tensor, factor: tf.Tensor, shape: number[]): tf.Tensor {
  return tf.util.arraysEqual(factor.shape, shape)
    ? tf.mul(sumToShape(image, shape), factor)
    : sumToShape(tf.mul(image, factor), shape);
}

/**
 * Batch normalisation with given statistics, y = γ (x − μ) r + β with r = (v + ε)^(−1/2).
 *
 * With g the cotangent of y, and sums over everything along which a parameter is repeated:
 * ∂x = γ r g, ∂μ = −Σ γ r g, ∂v = −½ Σ γ r³ g (x − μ), ∂γ = Σ r g (x − μ), ∂β = Σ g.
 * TensorFlow.js computes the same from parameters that it first repeats to full size, and multiplies by them before it
 * sums; here they are broadcast, and multiply the sums.
 *
 * @see Ioffe and Szegedy (2015), https://arxiv.org/abs/1502.03167
 * @internal
 */
export const batchNormGradient: tf.GradConfig = defineGradient<tf.FusedBatchNormAttrs>({
  kernel: tf.FusedBatchNorm,
  inputs: ["x", "mean", "variance", "scale", "offset"],
  gradient: ({ dy, saved, attrs: { varianceEpsilon } }) => {
    const [x, mean, variance, scale, offset] = [0, 1, 2, 3, 4].map((index) => savedAt(saved, index)) as Five;
    const inverseDeviation = () => tf.rsqrt(tf.add(variance, varianceEpsilon));
    const slope = () => tf.mul(scale, inverseDeviation());
    const timesDistance = () => tf.mul(dy, tf.sub(x, mean));
    return {
      x: () => tf.mul(dy, slope()),
      mean: () => tf.neg(scaledSum(dy, slope(), mean.shape)),
      variance: () => {
        const factor = tf.mul(slope(), tf.div(-0.5, tf.add(variance, varianceEpsilon)));
        return scaledSum(timesDistance(), factor, variance.shape);
      },
      scale: () => scaledSum(timesDistance(), inverseDeviation(), scale.shape),
      offset: () => sumToShape(dy, offset.shape),
    };
  },
});

type Five = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
