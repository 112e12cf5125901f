import * as tfl from "@tensorflow/tfjs-layers";

const { layers } = tfl;

/** Convolutions, batch normalisation, pooling and dense layers in a row. */
export function convolutionalCritic(): tfl.LayersModel {
  return tfl.sequential({
    layers: [
      layers.conv2d({ name: "first", filters: 3, kernelSize: 3, padding: "same", inputShape: [6, 5, 2] }),
      layers.batchNormalization({ name: "norm" }),
      layers.leakyReLU({ name: "leaky", alpha: 0.2 }),
      layers.conv2d({ name: "second", filters: 4, kernelSize: 4, strides: 2, padding: "same", activation: "tanh" }),
      layers.averagePooling2d({ name: "pool", poolSize: 2, strides: 1 }),
      layers.flatten({ name: "flat" }),
      layers.dense({ name: "hidden", units: 5, activation: "relu" }),
      layers.dense({ name: "score", units: 1 }),
    ],
  });
}

function apply(layer: tfl.layers.Layer, on: tfl.SymbolicTensor | tfl.SymbolicTensor[]): tfl.SymbolicTensor {
  return layer.apply(on) as tfl.SymbolicTensor; // not a list: one output
}

/** A residual branch, branches side by side, and a label that multiplies. */
export function branchingCritic(): tfl.LayersModel {
  const input = tfl.input({ shape: [4], name: "sample" });
  const label = tfl.input({ shape: [1], name: "label" });
  const body = apply(layers.dense({ name: "body", units: 4, activation: "softplus" }), input);
  const sum = apply(layers.add({ name: "residual" }), [input, body]);
  const shared = layers.dense({ name: "shared", units: 3, useBias: false });
  const left = apply(shared, sum);
  const right = apply(shared, apply(layers.activation({ name: "bend", activation: "relu" }), sum));
  const both = apply(layers.concatenate({ name: "both" }), [left, right]);
  const features = apply(layers.dense({ name: "features", units: 3 }), both);
  const rows = apply(layers.embedding({ name: "rows", inputDim: 5, outputDim: 3 }), label);
  const row = apply(layers.flatten({ name: "row" }), rows);
  const match = apply(layers.dot({ name: "match", axes: 1 }), [row, features]);
  const plain = apply(layers.dense({ name: "plain", units: 1 }), features);
  return tfl.model({
    inputs: [input, label],
    outputs: apply(layers.add({ name: "score" }), [match, plain]),
    name: "two",
  });
}

/** Dense layers only. */
export function denseCritic(): tfl.LayersModel {
  return tfl.sequential({
    layers: [
      layers.dense({ name: "a", units: 6, activation: "relu", inputShape: [3] }),
      layers.dense({ name: "b", units: 5, activation: "sigmoid" }),
      layers.dense({ name: "c", units: 1 }),
    ],
  });
}
