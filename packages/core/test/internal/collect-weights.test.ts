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
const everything = { select: (): boolean => true };
const frozen = (layer: tfl.layers.Layer): tfl.layers.Layer => {
  layer.trainable = false;
  return layer;
};
const norm = (): tfl.layers.Layer => layers.batchNormalization({ name: "norm", inputShape: [2] });
const names = (layer: tfl.layers.Layer): string[] =>
  constrain(tfl.sequential({ layers: [layer] }), unconstrained(), everything).weights.map(({ name }) => name);
const body = (): tfl.Sequential =>
  tfl.sequential({ name: "body", layers: [layers.dense({ name: "inner", units: 2, inputShape: [2] })] });

describe("the weights of a model", () => {
  it("are numbered where a layer has several of one name", () => {
    const cells = [1, 2, 3].map((i) => layers.gruCell({ name: `cell${i}`, units: 2, recurrentInitializer: "ones" }));
    const stacked = layers.rnn({ name: "rnn", cell: layers.stackedRNNCells({ cells }), inputShape: [2, 2] });
    const model = tfl.sequential({ layers: [stacked] });
    const { weights } = constrain(model, unconstrained(), everything);
    expect(weights.map(({ name }) => name)).toEqual([
      "rnn/kernel",
      "rnn/recurrent_kernel",
      "rnn/bias",
      "rnn/kernel_1",
      "rnn/recurrent_kernel_1",
      "rnn/bias_1",
      "rnn/kernel_2",
      "rnn/recurrent_kernel_2",
      "rnn/bias_2",
    ]);
    expect(new Set(weights.map(({ variable }) => variable.id)).size).toBe(9);
  });

  it("are found once where a model within shares a layer with the model around it", () => {
    const shared = layers.dense({ name: "shared", units: 2, inputShape: [2] });
    const input = tfl.input({ shape: [2], name: "in" });
    const inner = tfl.sequential({ name: "body", layers: [shared] });
    const outputs = shared.apply(inner.apply(input)) as tfl.SymbolicTensor;
    const critic = constrain(tfl.model({ inputs: input, outputs }), unconstrained());
    expect(critic.weights.map(({ name }) => name)).toEqual(["body/shared/kernel"]);
    expect(Object.keys(critic.state())).toEqual(["body/shared/kernel", "body/shared/bias"]);
  });

  it("tell their layer with the models and wrappers around it, their shape and their matrix", () => {
    const model = tfl.sequential({ layers: [body(), layers.dense({ name: "head", units: 3 })] });
    const { weights } = constrain(model, unconstrained());
    expect(weights.map(({ layer, shape, matrix }) => [layer, shape, matrix?.rows])).toEqual([
      ["body/inner", [2, 2], 2],
      ["head", [2, 3], 3],
    ]);
  });

  it("are parameters whether frozen or not, and statistics never", () => {
    expect(names(norm())).toEqual(["norm/gamma", "norm/beta"]);
    expect(names(frozen(norm()))).toEqual(["norm/gamma", "norm/beta"]);
    const counting = ownLayer({
      weights: [
        ["kernel", [2, 2]],
        ["count", [1], false],
      ],
    });
    expect(names(counting)).toEqual(["own/kernel"]);
  });

  it.each<readonly [string, () => tfl.LayersModel, readonly string[]]>([
    ["nothing", () => tfl.sequential({ layers: [body()] }), ["body/inner/kernel", "body/inner/bias"]],
    ["a layer", () => tfl.sequential({ layers: [frozen(layers.dense({ units: 1, inputShape: [2] }))] }), []],
    ["a model within", () => tfl.sequential({ layers: [frozen(body())] }), []],
    [
      "a model within a model within",
      () => tfl.sequential({ layers: [frozen(tfl.sequential({ name: "outer", layers: [body()] }))] }),
      [],
    ],
    [
      "a wrapper",
      () =>
        tfl.sequential({
          layers: [frozen(layers.timeDistributed({ layer: layers.dense({ units: 1 }), inputShape: [2, 2] }))],
        }),
      [],
    ],
    [
      "the whole model",
      () => {
        const model = tfl.sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
        model.trainable = false;
        return model;
      },
      [],
    ],
  ])("are trained unless frozen: %s", (_what, build, trained) => {
    const critic = constrain(build(), unconstrained());
    expect(Object.keys(critic.variables)).toEqual(trained);
    expect(Object.keys(critic.state())).toHaveLength(2);
  });
});
