import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRng, networkBound, type RandomStream } from "@lipschitz-gan/core";
import { normals } from "../linear-maps/support/layer-cases.ts";
import { numbers } from "../support/tensors.ts";
import { roundingError } from "./support/rounding-error.ts";
import { svdNorm } from "./support/svd-norm.ts";

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;
type Block = (x: Symbolic, random: RandomStream) => Symbolic;

beforeEach(async () => {
  await tf.setBackend("cpu");
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

const into = (layer: tfl.layers.Layer, ...inputs: readonly Symbolic[]): Symbolic =>
  layer.apply(inputs.length === 1 ? inputs[0]! : [...inputs]) as Symbolic; // layers with one output

const ACTIVATIONS = [
  "relu",
  "tanh",
  "sigmoid",
  "swish",
  "mish",
  "gelu",
  "gelu_new",
  "selu",
  "elu",
  "softplus",
] as const;
const pick = <T>(random: RandomStream, of: readonly T[]): T => of[random.int(of.length)]!;
const width = (x: Symbolic): number => Number(x.shape.at(-1));

/** Blocks on vectors and on images alike. */
const ANYWHERE: readonly Block[] = [
  (x) => into(layers.leakyReLU({ alpha: -1.5 }), x),
  (x) => into(layers.prelu(), x),
  (x) => into(layers.batchNormalization(), x),
  (x) => into(layers.layerNormalization({ epsilon: 0.5 }), x),
  (x) => into(layers.dropout({ rate: 0.5 }), x),
  (x, random) => into(layers.activation({ activation: pick(random, ACTIVATIONS) as "relu" }), x),
  (x) => into(layers.activation({ activation: pick2("softmax", "logSoftmax", width(x)) }), x),
  (x) => into(layers.concatenate(), x, into(layers.leakyReLU({ alpha: 0.2 }), x)),
];

function pick2(first: "softmax", second: string, by: number): "softmax" {
  return (by % 2 === 0 ? first : second) as "softmax"; // tf.layers' types lack logSoftmax
}

const VECTOR: readonly Block[] = [
  ...ANYWHERE,
  (x, random) => into(layers.dense({ units: 1 + random.int(5), activation: pick(random, ACTIVATIONS) as "relu" }), x),
  (x) => into(layers.add(), x, into(layers.dense({ units: width(x), activation: "relu" }), x)),
  (x) => into(layers.average(), x, into(layers.dense({ units: width(x) }), x), x),
  (x) => into(layers.maximum(), x, into(layers.dense({ units: width(x) }), x)),
  (x) => into(layers.minimum(), into(layers.dense({ units: width(x) }), x), into(layers.dense({ units: 1 }), x)),
];

const IMAGE: readonly Block[] = [
  ...ANYWHERE,
  (x, random) =>
    into(
      layers.conv2d({
        filters: 1 + random.int(3),
        kernelSize: 1 + random.int(3),
        strides: 1 + random.int(2),
        padding: "same",
        activation: pick(random, ACTIVATIONS) as "relu",
      }),
      x,
    ),
  (x, random) =>
    into(layers.conv2d({ filters: 2, kernelSize: 2, dilationRate: 1 + random.int(2), padding: "same" }), x),
  (x) => into(layers.depthwiseConv2d({ kernelSize: 3, padding: "same", activation: "relu" }), x),
  (x) => into(layers.separableConv2d({ kernelSize: 2, filters: 2, padding: "same", activation: "tanh" }), x),
  (x) => into(layers.conv2dTranspose({ kernelSize: 3, filters: 1, padding: "same", activation: "relu" }), x),
  (x, random) =>
    into(layers.averagePooling2d({ poolSize: [3, 2], strides: [1 + random.int(2), 1], padding: "same" }), x),
  (x) => into(layers.maxPooling2d({ poolSize: [2, 2], strides: [1, 1], padding: "same" }), x),
  (x) => into(layers.add(), x, into(layers.conv2d({ filters: width(x), kernelSize: 3, padding: "same" }), x)),
  (x) =>
    into(
      layers.zeroPadding2d({
        padding: [
          [1, 0],
          [0, 1],
        ],
      }),
      x,
    ),
];

const ENDS: readonly Block[] = [
  (x) => into(layers.flatten(), x),
  (x) => into(layers.globalAveragePooling2d({}), x),
  (x) => into(layers.globalMaxPooling2d({}), x),
  (x) => into(layers.flatten(), into(layers.upSampling2d({ size: [1, 2], interpolation: "bilinear" }), x)),
];

/** A network of up to four blocks, with random weights. */
function network(seed: number, isImage: boolean, depth: number): tfl.LayersModel {
  const random = createRng(seed).stream("network");
  const input = tfl.input({ shape: isImage ? [4, 3, 2] : [4] });
  let x = input;
  for (let block = 0; block < depth; block++) x = pick(random, isImage ? IMAGE : VECTOR)(x, random);
  if (isImage) x = pick(random, ENDS)(x, random);
  const f = tfl.model({ inputs: input, outputs: into(layers.dense({ units: 2 }), x) });
  for (const layer of f.layers) {
    layer.setWeights(
      layer.weights.map((variable) => {
        const n = variable.shape.reduce<number>((product, size) => product * (size ?? 1), 1);
        const values = normals(random, n);
        const isVariance = variable.originalName.endsWith("moving_variance");
        return tf.tensor(isVariance ? values.map((v) => v * v + 0.2) : values, variable.shape.map(Number));
      }),
    );
  }
  return f;
}

const length = (x: readonly number[]): number => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));

describe("networkBound, for all networks", () => {
  it.each([
    ["vectors", false],
    ["images", true],
  ] as const)("bounds what the network does to %s", (_what, isImage) => {
    let closest = 0;
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 0, max: 4 }), fc.constantFrom(1, 0.1, 10), (seed, depth, scale) => {
        tf.tidy(() => {
          const f = network(seed, isImage, depth);
          const { bound, layers: steps } = networkBound(f, { normOf: svdNorm });
          const random = createRng(seed).stream("x");
          const shape = [1, ...(f.inputs[0]?.shape.slice(1).map(Number) ?? [])];
          const n = shape.reduce((a, b) => a * b, 1);
          const x = normals(random, n).map((v) => Math.fround(v * scale));
          const value = (input: readonly number[]): number[] =>
            numbers(f.predict(tf.tensor([...input], shape)) as tf.Tensor);
          // Steps along the differences of one output, where the change is largest, and along a random direction. TensorFlow.js
          // has no right gradient of some of these layers.
          const tries = [x, ...x.map((_, j) => x.map((v, i) => (i === j ? v + scale / 256 : v)))];
          const firsts = numbers(
            tf.slice(f.predict(tf.tensor(tries.flat(), [n + 1, ...shape.slice(1)])) as tf.Tensor, [0, 0], [-1, 1]),
          );
          const uphill = firsts.slice(1).map((v) => v - (firsts[0] ?? 0));
          for (const [direction, step] of [
            [uphill, 1 / 64],
            [uphill, 1],
            [normals(random, n), 1],
          ] as const) {
            const by = length(direction) > 0 ? (step * scale) / length(direction) : 0;
            const y = x.map((v, i) => Math.fround(v + by * (direction[i] ?? 0)));
            const moved = length(x.map((v, i) => v - (y[i] ?? 0)));
            const [fx, fy] = [value(x), value(y)];
            const change = length(fx.map((v, i) => v - (fy[i] ?? 0)));
            const errors = [x, y].map((input) => roundingError(f, steps, tf.tensor([...input], shape)));
            expect(change).toBeLessThanOrEqual(bound * moved + (errors[0] ?? 0) + (errors[1] ?? 0));
            if (moved > 0 && bound > 0) closest = Math.max(closest, change / (bound * moved));
          }
        });
      }),
      { numRuns: 60 },
    );
    expect(closest).toBeGreaterThan(0.5); // the law has been near to its limit
  });
});
