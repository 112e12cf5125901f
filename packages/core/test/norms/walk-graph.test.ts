import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { layerSteps } from "../../src/norms/internal/layer-steps.ts";
import { layerPaths, walkGraph } from "../../src/norms/internal/walk-graph.ts";

const { layers } = tfl;

beforeEach(async () => {
  await tf.setBackend("cpu");
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

const inner = (): tfl.Sequential =>
  tfl.sequential({ name: "inner", layers: [layers.reLU({ name: "bend", inputShape: [2] })] });

describe("walkGraph", () => {
  it("visits each application once, though many depend on it", () => {
    const x = tfl.input({ shape: [2] });
    const once = layers.reLU({ name: "once" }).apply(x) as tfl.SymbolicTensor;
    const sum = layers.add({ name: "sum" }).apply([once, once]) as tfl.SymbolicTensor;
    const visited: string[] = [];
    const outputs = walkGraph(
      tfl.model({ inputs: x, outputs: [sum, once] }),
      [1],
      (layer, inputs: readonly number[]) => {
        visited.push(layer.name);
        return [inputs.reduce((a, b) => a + b)];
      },
    );
    expect(visited).toEqual(["once", "sum"]);
    expect(outputs).toEqual([2, 1]);
  });

  it("refuses a model whose input nothing flows into", () => {
    const model = inner();
    const input = model.inputs[0]?.sourceLayer.name ?? "";
    expect(() => walkGraph(model, [], (_, inputs) => inputs)).toThrow(
      new RangeError(`networkBound: inner must be connected to its inputs, received ${input} on its own`),
    );
  });

  it("refuses a layer of which too little comes out", () => {
    expect(() => walkGraph(inner(), [1], () => [])).toThrow(
      new RangeError("networkBound: layer bend must give all its outputs, received fewer"),
    );
  });

  it("names the layers of nested models after the models around them", () => {
    const model = tfl.sequential({ name: "outer", layers: [inner(), layers.reLU({ name: "last" })] });
    expect([...layerPaths(model).values()]).toEqual(expect.arrayContaining(["inner/bend", "last"]));
    expect([...layerPaths(model).keys()].every((layer) => !(layer instanceof tfl.LayersModel))).toBe(true);
  });
});

/** The place of a batch normalisation whose weights are all zero. */
const normalization = (config: object): Parameters<typeof layerSteps>[0] => {
  const layer = layers.batchNormalization({ name: "norm", epsilon: 0.25, ...config });
  layer.build([null, 2]);
  layer.setWeights(layer.weights.map(({ shape }) => tf.zeros(shape.map(Number))));
  return { layer, inputs: [{ bound: 1, shape: [2] }], name: "norm", kind: "BatchNormalization" };
};

describe("layerSteps", () => {
  it("refuses several inputs of a layer that takes one", () => {
    const [layer, signal] = [layers.reLU({ name: "bend" }), { bound: 1, shape: [2] }];
    const place = { layer, inputs: [signal, signal], name: "bend", kind: "ReLU" };
    expect(() => layerSteps(place, () => 1, new Map())).toThrow(
      new RangeError(
        "networkBound: layer bend must have a Lipschitz constant, received ReLU: no rule for several inputs",
      ),
    );
  });

  it("says why a layer has no constant", () => {
    const layer = layers.masking({ name: "mask" });
    const place = { layer, inputs: [{ bound: 1, shape: [3, 2] }], name: "mask", kind: "Masking" };
    expect(() => layerSteps(place, () => 1, new Map())).toThrow(
      new RangeError(
        "networkBound: layer mask must have a Lipschitz constant, received Masking: it is not continuous, and its mask acts on later layers",
      ),
    );
  });

  it("takes a layer without one of its weights", () => {
    expect(layerSteps(normalization({ scale: false }), () => 1, new Map()).map(({ bound }) => bound)).toEqual([2]);
  });

  it("puts the layer's name before a rule's refusal, which it keeps as the cause, and lets other errors be", () => {
    const place = normalization({});
    place.layer.setWeights(place.layer.weights.map(({ shape }) => tf.fill(shape.map(Number), -1)));
    const refusal = new RangeError(
      "batchNormalizationNorm: variance + epsilon must be finite and > 0, received -1 + 0.25",
    );
    expect(() => layerSteps(place, () => 1, new Map())).toThrow(
      new RangeError(`networkBound: layer norm: ${refusal.message}`, { cause: refusal }),
    );
    Object.assign(place.layer, {
      getConfig: () => {
        throw new TypeError("own");
      },
    });
    expect(() => layerSteps(place, () => 1, new Map())).toThrow(new TypeError("own"));
  });

  it("takes the last axis for that of logSoftmax", () => {
    for (const shape of [[9], [2, 4, 9]]) {
      const layer = layers.activation({ activation: "logSoftmax" as "softmax", name: "bend" });
      const place = { layer, inputs: [{ bound: 1, shape }], name: "bend", kind: "Activation" };
      expect(layerSteps(place, () => 1, new Map()).map(({ constant }) => constant)).toEqual([3]);
    }
  });
});
