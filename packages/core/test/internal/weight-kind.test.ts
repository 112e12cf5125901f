import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { constrain, unconstrained } from "@lipschitz-gan/core";
import { ownLayer } from "../support/own-layer.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const { layers } = tfl;
// The default initializer of recurrent kernels, orthogonal, needs the chained operations that tfjs-core alone lacks.
const ones = { recurrentInitializer: "ones" } as const;

/** The kind of every weight of a model of one layer, biases and gains included, by the weight's own name. */
function kindsOf(layer: tfl.layers.Layer): Record<string, string> {
  using critic = constrain(tfl.sequential({ layers: [layer] }), unconstrained(), { select: () => true });
  return Object.fromEntries(critic.weights.map(({ name, kind }) => [name.split("/").at(-1) ?? "", kind]));
}

describe("the kind of a weight", () => {
  it.each<readonly [string, () => tfl.layers.Layer, Record<string, string>]>([
    ["dense", () => layers.dense({ units: 1, inputShape: [2] }), { kernel: "dense", bias: "bias" }],
    [
      "conv1d",
      () => layers.conv1d({ filters: 1, kernelSize: 1, inputShape: [2, 2] }),
      { kernel: "conv", bias: "bias" },
    ],
    [
      "conv2d",
      () => layers.conv2d({ filters: 1, kernelSize: 1, inputShape: [2, 2, 2] }),
      { kernel: "conv", bias: "bias" },
    ],
    [
      "conv3d",
      () => layers.conv3d({ filters: 1, kernelSize: 1, inputShape: [2, 2, 2, 2] }),
      { kernel: "conv", bias: "bias" },
    ],
    [
      "conv2dTranspose",
      () => layers.conv2dTranspose({ filters: 1, kernelSize: 1, inputShape: [2, 2, 2] }),
      { kernel: "conv-transpose", bias: "bias" },
    ],
    [
      "conv3dTranspose",
      () => layers.conv3dTranspose({ filters: 1, kernelSize: 1, inputShape: [2, 2, 2, 2] }),
      { kernel: "conv-transpose", bias: "bias" },
    ],
    [
      "depthwiseConv2d",
      () => layers.depthwiseConv2d({ kernelSize: 1, inputShape: [2, 2, 2] }),
      { depthwise_kernel: "depthwise", bias: "bias" },
    ],
    [
      "separableConv2d",
      () => layers.separableConv2d({ filters: 1, kernelSize: 1, inputShape: [2, 2, 2] }),
      { depthwise_kernel: "depthwise", pointwise_kernel: "conv", bias: "bias" },
    ],
    [
      "simpleRNN",
      () => layers.simpleRNN({ units: 2, ...ones, inputShape: [2, 2] }),
      { kernel: "dense", recurrent_kernel: "dense", bias: "bias" },
    ],
    [
      "gru",
      () => layers.gru({ units: 2, ...ones, inputShape: [2, 2] }),
      { kernel: "dense", recurrent_kernel: "dense", bias: "bias" },
    ],
    [
      "lstm",
      () => layers.lstm({ units: 2, ...ones, inputShape: [2, 2] }),
      { kernel: "dense", recurrent_kernel: "dense", bias: "bias" },
    ],
    [
      "convLstm2d",
      () => layers.convLstm2d({ filters: 1, kernelSize: 1, ...ones, inputShape: [2, 2, 2, 2] }),
      { kernel: "conv", recurrent_kernel: "conv", bias: "bias" },
    ],
    ["embedding", () => layers.embedding({ inputDim: 2, outputDim: 2, inputShape: [2] }), { embeddings: "embedding" }],
    ["batchNormalization", () => layers.batchNormalization({ inputShape: [2] }), { gamma: "scale", beta: "bias" }],
    // Of rank 2, so that its rank does not give it away.
    ["prelu", () => layers.prelu({ inputShape: [2, 2] }), { alpha: "scale" }],
    [
      "a layer of one's own",
      () =>
        ownLayer({
          weights: [
            ["kernel", [2, 2]],
            ["recurrent_kernel", [2]],
            ["bias", [2, 2]],
            ["beta", [2, 2]],
            ["gamma", [2, 2]],
            ["shift", [2]],
            ["mixing", [2, 2]],
          ],
        }),
      {
        kernel: "unknown",
        recurrent_kernel: "scale",
        bias: "bias",
        beta: "bias",
        gamma: "scale",
        shift: "bias",
        mixing: "unknown",
      },
    ],
  ])("is known for %s", (_name, make, kinds) => {
    expect(kindsOf(make())).toEqual(kinds);
  });
});
