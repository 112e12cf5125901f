import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { networkBound } from "@lipschitz-gan/core";
import { KERNEL_LAYERS, LAYER_RULES, WITHOUT_CONSTANT } from "../../src/norms/internal/layer-rules.ts";
import { MERGES } from "../../src/norms/internal/merge-step.ts";
import { ownLayer } from "../support/own-layer.ts";

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

beforeEach(async () => {
  await tf.setBackend("cpu");
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

const normOf = (): number => 1;

/** A model of one layer on samples of the given shape; the layer may take the input several times. */
function around(layer: tfl.layers.Layer, shape: number[], times = 1): tfl.LayersModel {
  const x = tfl.input({ shape });
  const inputs = times === 1 ? x : Array.from({ length: times }, () => x);
  return tfl.model({ inputs: x, outputs: layer.apply(inputs) as Symbolic });
}

describe("networkBound refuses", () => {
  it.each([
    ["LSTM", layers.lstm({ name: "x", units: 1, recurrentInitializer: "ones" }), [3, 2], 1],
    ["GRU", layers.gru({ name: "x", units: 1, recurrentInitializer: "ones" }), [3, 2], 1],
    ["TimeDistributed", layers.timeDistributed({ name: "x", layer: layers.dense({ units: 1 }) }), [3, 2], 1],
    ["Embedding", layers.embedding({ name: "x", inputDim: 3, outputDim: 2 }), [3], 1],
    ["Masking", layers.masking({ name: "x" }), [3, 2], 1],
    ["ThresholdedReLU", layers.thresholdedReLU({ name: "x" }), [3], 1],
    ["Multiply", layers.multiply({ name: "x" }), [3], 2],
    ["Dot", layers.dot({ name: "x", axes: 1 }), [3], 2],
    ["Resizing", layers.resizing({ name: "x", height: 2, width: 2 }), [4, 4, 1], 1],
  ] as const)("%s, by the layer's name and class", (className, layer, shape, times) => {
    const f = around(layer, [...shape], times);
    expect(() => networkBound(f, { normOf })).toThrow(RangeError);
    expect(() => networkBound(f, { normOf })).toThrow(
      new RegExp(`^networkBound: layer x must .*received ${className}`),
    );
  });

  it("a bidirectional layer", () => {
    const layer = layers.bidirectional({
      name: "both",
      layer: layers.simpleRNN({ units: 1, recurrentInitializer: "ones" }),
      mergeMode: "concat",
    });
    expect(() => networkBound(around(layer, [3, 2]), { normOf })).toThrow(/Bidirectional|both/);
  });

  it("each class of tf.layers that no rule knows, so that none slips in unseen", () => {
    const base: unknown = Object.getPrototypeOf(layers.dense({ units: 1 }).constructor);
    const own: unknown = ownLayer({ weights: [] }).constructor; // which tests register
    const isLayer = (constructor: object | null): boolean =>
      constructor !== null && (constructor === base || isLayer(Object.getPrototypeOf(constructor) as object | null));
    const unknown = Object.entries(tf.serialization.SerializationMap.getMap().classNameMap)
      .filter(([, [constructor]]) => isLayer(constructor) && constructor !== own)
      .map(([name]) => name)
      .filter((name) => !KERNEL_LAYERS.has(name) && !MERGES.has(name))
      .filter((name) => !Object.hasOwn(LAYER_RULES, name) && !Object.hasOwn(WITHOUT_CONSTANT, name));
    // tfjs-layers 4.22. `Activation` is its activation, models are walked, an input is what flows in.
    expect(unknown.toSorted()).toEqual(EXPECTED_WITHOUT_RULE);
  });

  it("a layer of one's own, and a subclass of a known one that inherits its name", () => {
    class Own extends tfl.layers.Layer {
      static readonly className = "Own";
      override call(x: tf.Tensor): tf.Tensor {
        return x;
      }
    }
    expect(() => networkBound(around(new Own({ name: "own" }), [2]), { normOf })).toThrow(/layer own must be/);
    const ReLU = layers.reLU().constructor as unknown as new (config: object) => tfl.layers.Layer;
    class Square extends ReLU {
      override call(x: tf.Tensor): tf.Tensor {
        return tf.square(x);
      }
    }
    expect(() => networkBound(around(new Square({ name: "square" }), [2]), { normOf })).toThrow(
      /layer square must be of a class of tf.layers, received a subclass of ReLU/,
    );
  });

  it("a subclass of a model, outside and inside, which may call its layers in any other way", () => {
    class Twice extends tfl.LayersModel {
      override call(x: tf.Tensor | tf.Tensor[], kwargs: Parameters<tfl.LayersModel["call"]>[1]): tf.Tensor {
        return tf.mul(super.call(x, kwargs) as tf.Tensor, 2);
      }
    }
    const x = tfl.input({ shape: [2] });
    const twice = new Twice({ inputs: x, outputs: layers.reLU().apply(x) as Symbolic, name: "twice" });
    expect(() => networkBound(twice, { normOf })).toThrow(/layer twice must be of a class of tf.layers/);
    expect(() => networkBound(around(twice, [2]), { normOf })).toThrow(/layer twice must be of a class of tf.layers/);
  });

  it("models with several inputs or outputs", () => {
    const [x, y] = [tfl.input({ shape: [2] }), tfl.input({ shape: [2] })];
    const sum = layers.add().apply([x, y]) as Symbolic;
    expect(() => networkBound(tfl.model({ inputs: [x, y], outputs: sum, name: "two" }), { normOf })).toThrow(
      "networkBound: model two must have one input and one output, received 2 and 1",
    );
    const flat = layers.reLU().apply(x) as Symbolic;
    expect(() => networkBound(tfl.model({ inputs: x, outputs: [x, flat], name: "two" }), { normOf })).toThrow(
      /received 1 and 2/,
    );
  });

  it.each([Number.NaN, Infinity, -1, -Infinity])("a norm of %d", (bad) => {
    const f = around(layers.dense({ name: "head", units: 1 }), [2]);
    expect(() => networkBound(f, { normOf: () => bad })).toThrow(
      `networkBound: normOf of layer head must be a finite number >= 0, received ${bad}`,
    );
  });

  it("axes that are those of the batch, which make samples depend on each other", () => {
    expect(() => networkBound(around(layers.softmax({ name: "x", axis: [0, 1] as never }), [2]), { normOf })).toThrow(
      /layer x: its axes must be those of one sample/,
    );
    const x = tfl.input({ batchShape: [2, 3] });
    const joined = layers.concatenate({ name: "join", axis: 0 }).apply([x, x]) as Symbolic;
    expect(() => networkBound(tfl.model({ inputs: x, outputs: joined }), { normOf })).toThrow(
      /layer join must join along an axis of one sample, received axis 0/,
    );
  });

  it("weights that are not finite, by the layer's name", () => {
    const f = around(layers.batchNormalization({ name: "norm" }), [2]);
    f.layers[1]?.setWeights([tf.tensor1d([1, Number.NaN]), tf.zeros([2]), tf.zeros([2]), tf.ones([2])]);
    expect(() => networkBound(f, { normOf })).toThrow(
      /layer norm: batchNormalizationNorm: \|gamma\| must be a finite number/,
    );
  });
});

const EXPECTED_WITHOUT_RULE: readonly string[] = [
  "Activation",
  "Bidirectional",
  "CategoryEncoding",
  "CenterCrop",
  "ConvLSTM2D",
  "ConvLSTM2DCell",
  "Functional",
  "GRU",
  "GRUCell",
  "InputLayer",
  "LSTM",
  "LSTMCell",
  "Model",
  "RNN",
  "RandomWidth",
  "Resizing",
  "Sequential",
  "SimpleRNN",
  "SimpleRNNCell",
  "StackedRNNCells",
  "TimeDistributed",
];
