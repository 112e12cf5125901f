import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { registerSecondOrderGradients } from "../../src/gradients/register-second-order-gradients.ts";

const l = layers.layers;
type Layer = layers.layers.Layer;

/** Layers on vectors of length 4. */
const onVectors: [string, () => Layer][] = [
  ["elu", () => l.elu()],
  ["leakyReLU", () => l.leakyReLU({ alpha: 0.2 })],
  ["prelu", () => l.prelu({ alphaInitializer: layers.initializers.constant({ value: 0.3 }) })],
  ["reLU", () => l.reLU()],
  ["reLU up to a maximum", () => l.reLU({ maxValue: 0.5 })],
  ["softmax", () => l.softmax()],
  ["thresholdedReLU", () => l.thresholdedReLU({ theta: 0.1 })],
  ["layerNormalization", () => l.layerNormalization()],
  ["batchNormalization", () => l.batchNormalization()],
  ["dropout", () => l.dropout({ rate: 0.5 })],
  ...(
    [
      "elu gelu gelu_new hardSigmoid linear logSoftmax mish relu relu6",
      "selu sigmoid softmax softplus softsign swish tanh",
    ].flatMap((line) => line.split(" ")) as ("elu" | "relu")[]
  ).map((activation): [string, () => Layer] => [`dense with ${activation}`, () => l.dense({ units: 4, activation })]),
];

/** Layers on images of 4×4 pixels and 2 channels. */
const onImages: [string, () => Layer][] = [
  ["averagePooling2d", () => l.averagePooling2d({ poolSize: 2 })],
  ["averagePooling2d same", () => l.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" })],
  ["maxPooling2d", () => l.maxPooling2d({ poolSize: 2 })],
  ["maxPooling2d same", () => l.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" })],
  ["globalAveragePooling2d", () => l.globalAveragePooling2d({ dataFormat: "channelsLast" })],
  ["globalMaxPooling2d", () => l.globalMaxPooling2d({ dataFormat: "channelsLast" })],
  ["upSampling2d nearest", () => l.upSampling2d({ size: [2, 2] })],
  ["upSampling2d bilinear", () => l.upSampling2d({ size: [2, 3], interpolation: "bilinear" })],
  ["conv2d", () => l.conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: "same", activation: "tanh" })],
  ["conv2d dilated", () => l.conv2d({ filters: 2, kernelSize: 2, dilationRate: 2, padding: "same" })],
  ["conv2dTranspose", () => l.conv2dTranspose({ filters: 2, kernelSize: 4, strides: 2, padding: "same" })],
  ["depthwiseConv2d", () => l.depthwiseConv2d({ kernelSize: 3, padding: "same" })],
  ["separableConv2d", () => l.separableConv2d({ filters: 2, kernelSize: 3 })],
  ["batchNormalization", () => l.batchNormalization()],
  ["zeroPadding2d", () => l.zeroPadding2d({ padding: 1 })],
  ["cropping2D", () => l.cropping2D({ cropping: 1 })],
  ["permute", () => l.permute({ dims: [3, 1, 2] })],
  ["reshape", () => l.reshape({ targetShape: [4, 8] })],
];

/** All different, of both signs, below 1. */
const ramp = (shape: number[], phase: number) =>
  tf.reshape(tf.mul(0.8, tf.sin(tf.add(phase, tf.mul(2.3, tf.range(0, tf.util.sizeFromShape(shape)))))), shape);

/** Curved layers around the one in question, so that its own curvature counts. */
function criticAround(layer: Layer, inputShape: number[]): layers.Sequential {
  const critic = layers.sequential();
  if (inputShape.length === 1) critic.add(l.dense({ units: 4, activation: "tanh", inputShape }));
  else critic.add(l.conv2d({ filters: 2, kernelSize: 3, padding: "same", activation: "tanh", inputShape }));
  critic.add(layer);
  if (critic.outputShape.length > 2) critic.add(l.flatten());
  critic.add(l.dense({ units: 3, activation: "softplus" }));
  critic.add(l.dense({ units: 1 }));
  for (const [index, weight] of critic.weights.entries())
    weight.write(
      tf.tidy(() => tf.add(ramp(weight.shape as number[], index), weight.name.includes("variance") ? 1 : 0)),
    );
  return critic;
}

interface Comparison {
  readonly found: number;
  readonly expected: number;
  readonly tolerance: number;
}

/**
 * The penalty ‖∂D/∂x‖² along a direction in weight space: its gradient against five-point
 * differences of the penalty itself, which needs first-order gradients only.
 */
function comparePenalty(critic: layers.Sequential, x: tf.Tensor): Comparison {
  const weights = critic.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const starts = weights.map((weight) => weight.clone());
  const directions = weights.map((weight, index) => ramp(weight.shape, 3 + index));
  const penalty = () => {
    const slope = tf.grad((at) => tf.sum(critic.apply(at) as tf.Tensor))(x);
    return tf.sum<tf.Scalar>(tf.square(slope));
  };
  const penaltyAt = (step: number) => {
    for (const [i, weight] of weights.entries())
      weight.assign(tf.add(starts[i] ?? 0, tf.mul(step, directions[i] ?? 0)));
    return penalty().dataSync()[0] ?? Number.NaN;
  };
  const fivePoint = (h: number) =>
    (8 * (penaltyAt(h) - penaltyAt(-h)) - (penaltyAt(2 * h) - penaltyAt(-2 * h))) / (12 * h);
  const h = 0.005;
  const expected = fivePoint(h);
  const coarse = fivePoint(2 * h);
  const size = penaltyAt(0);
  const { grads } = tf.variableGrads(penalty, weights);
  const found = weights.reduce((sum, weight, i) => {
    const slope = grads[weight.name];
    return sum + (slope ? (tf.sum(tf.mul(slope, directions[i] ?? 0)).dataSync()[0] ?? Number.NaN) : 0);
  }, 0);
  // float32 differences: a penalty is good to some 64 roundings (layers × sums over 32 inputs), and
  // the stencil divides by h with coefficients that add up to 18/12
  const tolerance = (64 * 2 ** -24 * size * 1.5) / h + Math.abs(expected - coarse);
  return { found, expected, tolerance: tolerance + 1e-6 };
}

describe("a critic of tfjs-layers has the right gradient penalty", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
    registerSecondOrderGradients();
  });

  it.each(onVectors)("%s", (_, layer) => {
    tf.tidy(() => {
      const critic = criticAround(layer(), [3]);
      const { found, expected, tolerance } = comparePenalty(critic, ramp([2, 3], 1.7));
      expect(Math.abs(expected)).toBeGreaterThan(20 * tolerance);
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance);
    });
  });

  it.each(onImages)("%s", (_, layer) => {
    tf.tidy(() => {
      const critic = criticAround(layer(), [4, 4, 2]);
      const { found, expected, tolerance } = comparePenalty(critic, ramp([1, 4, 4, 2], 1.7));
      expect(Math.abs(expected)).toBeGreaterThan(20 * tolerance);
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance);
    });
  });
});
