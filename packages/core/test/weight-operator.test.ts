import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startBackend, type StartedBackend } from "@lipschitz-gan/backend";
import {
  constrain,
  type ConstrainedWeight,
  createRng,
  layerMap,
  type RandomStream,
  unconstrained,
  weightOperator,
} from "@lipschitz-gan/core";
import { type Geometry, geometry, layerCase } from "./linear-maps/support/layer-cases.ts";
import { bits, numbers, u32, withoutLeak } from "./support/tensors.ts";

const KERNELS = [
  "dense",
  "dense on every row",
  "conv1d",
  "conv1d dilated",
  "conv2d",
  "conv2d dilated",
  "conv3d",
  "conv3d dilated",
  "conv2dTranspose",
  "conv3dTranspose",
  "depthwiseConv2d",
] as const;

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const normal = (random: RandomStream, shape: readonly number[]): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: size(shape) }, () => random.normal()),
    [...shape],
  );
const dot = (a: tf.Tensor, b: tf.Tensor): number => {
  const other = numbers(b);
  return numbers(a).reduce((sum, x, i) => sum + x * (other[i] ?? Number.NaN), 0);
};
/** What a sum of products may be off by: as many roundings as there are entries in all, of its absolute value. */
const off = (a: tf.Tensor, b: tf.Tensor, kernel: tf.Tensor): number =>
  4 * (a.size + b.size + kernel.size) * u32 * numbers(tf.norm(a))[0]! * numbers(tf.norm(b))[0]! * numbers(tf.sum(tf.abs(kernel)))[0]!; // prettier-ignore

/** The kernels of a layer in a model of its own. */
function weightsOf(layer: tfl.layers.Layer, inputShape: readonly number[]): readonly ConstrainedWeight[] {
  const input = tfl.input({ shape: [...inputShape] });
  const model = tfl.model({ inputs: input, outputs: layer.apply(input) as tfl.SymbolicTensor });
  return constrain(model, unconstrained()).weights;
}

/** To channels last and back. */
const last = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, ...x.shape.keys()].filter((axis, i) => i === 0 || axis > 1).concat([1])); // prettier-ignore

function checkAgainstLayer(what: string, drawn: Geometry): void {
  const { layer, inputShape } = layerCase(what, drawn);
  const isFirst = (layer.getConfig() as { dataFormat?: string }).dataFormat === "channelsFirst";
  const ordered = (x: tf.Tensor): tf.Tensor => (isFirst ? last(x) : x);
  const map = layerMap(layer, inputShape);
  const [{ operators, variable }] = weightsOf(layer, inputShape) as [ConstrainedWeight];
  expect(operators).toHaveLength(1);
  const [operator] = operators as [ReturnType<typeof weightOperator>];
  const own = operator.map(variable);
  const random = createRng(drawn.seed).stream("x");
  const [x, y] = [normal(random, [1, ...inputShape]), normal(random, [1, ...map.outputShape])];
  expect(ordered(x).shape.slice(1)).toEqual(operator.inputShape);
  expect(ordered(y).shape.slice(1)).toEqual(operator.outputShape);
  const near = (found: tf.Tensor, wanted: tf.Tensor, from: tf.Tensor, side: string): void => {
    const allowed = off(from, tf.ones([1]), variable);
    expect(numbers(tf.max(tf.abs(tf.sub(found, wanted))))[0], `${what}: ${side}`).toBeLessThanOrEqual(allowed);
  };
  near(own.apply(ordered(x)), ordered(map.apply(x)), x, "T x");
  near(own.adjoint(ordered(y)), ordered(map.adjoint(y)), y, "T* y");

  // yᵀ T x adds up over the groups, is linear in the kernel, and so its gradient with another kernel is itself there.
  const pairing = (kernel: tf.Tensor): tf.Tensor => tf.sum(operator.pairing(kernel, ordered(y), ordered(x)));
  const other = normal(random, variable.shape);
  const allowed = off(x, y, tf.concat([tf.reshape(variable, [-1]), tf.reshape(other, [-1])]));
  expect(operator.pairing(variable, ordered(y), ordered(x)).shape).toEqual([operator.geometry.groups]);
  expect(Math.abs(numbers(pairing(variable))[0]! - dot(map.apply(x), y)), `${what}: pairing`).toBeLessThanOrEqual(
    allowed,
  );
  const slope = dot(tf.grad(pairing)(variable), other);
  expect(Math.abs(slope - numbers(pairing(other))[0]!), `${what}: gradient`).toBeLessThanOrEqual(allowed);
  for (const weight of layer.weights) weight.dispose();
}

describe.each(["cpu", "wasm"] as const)("weightOperator on %s", (name) => {
  let backend: StartedBackend | undefined;
  beforeEach(async () => {
    backend = await startBackend(name, { threads: 1 });
    tf.engine().startScope();
  });
  afterEach(async () => {
    tf.engine().endScope();
    await backend?.stop();
  });

  const here = KERNELS.filter((what) => !(name === "wasm" && what.startsWith("conv3d")));
  it.each(here)("does what %s does in its place, with its adjoint and its gradient", (what) => {
    fc.assert(
      fc.property(geometry(), (drawn) => {
        tf.tidy(() => checkAgainstLayer(what, drawn));
      }),
      { examples: [[{ axes: Array.from({ length: 3 }, () => ({ size: 6, kernel: 1, stride: 3, dilation: 1 })), padding: "same", inputs: 2, outputs: 3, channelsFirst: false, seed: 1 }]] }, // prettier-ignore
    );
  });

  it("tells the two kernels of separableConv2d apart: their maps, one after the other, are the layer", () => {
    fc.assert(
      fc.property(geometry(), (drawn) => {
        tf.tidy(() => {
          const { layer, inputShape } = layerCase("separableConv2d", drawn);
          const weights = weightsOf(layer, inputShape);
          const maps = weights.map(({ operators, variable }) => operators[0]!.map(variable));
          const x = normal(createRng(drawn.seed).stream("x"), [1, ...inputShape]);
          const found = maps.reduce((tensor, one) => one.apply(tensor), x);
          const kernels = tf.concat(weights.map(({ variable }) => tf.reshape(variable, [-1])));
          const size1 = numbers(tf.sum(tf.abs(kernels)))[0]!;
          const allowed = off(x, tf.ones([1]), kernels) * size1;
          const difference = tf.max(tf.abs(tf.sub(found, layerMap(layer, inputShape).apply(x))));
          expect(numbers(difference)[0]).toBeLessThanOrEqual(allowed);
          for (const variable of layer.weights) variable.dispose();
        });
      }),
    );
  });
});

describe("weightOperator", () => {
  const axis = { inputSize: 5, outputSize: 5, kernelSize: 3, stride: 1, dilation: 1, padBefore: 1 };
  const conv = { axes: [axis, axis], inChannels: 2, outChannels: 2, groups: 1, isAdjoint: false };
  beforeEach(async () => {
    await startBackend("cpu");
  });

  it("leaves no tensors but its results", () => {
    const { map, pairing } = weightOperator(conv);
    const [kernel, x] = [tf.ones([3, 3, 2, 2]), tf.ones([1, 5, 5, 2])];
    withoutLeak(() => {
      const linear = map(kernel);
      tf.dispose([linear.apply(x), linear.adjoint(x), pairing(kernel, x, x)]);
    });
  });

  it("keeps the channels of a depthwise kernel apart", () => {
    const { map, pairing } = weightOperator({ ...conv, outChannels: 4, groups: 2 });
    const kernel = tf.tensor(
      Array.from({ length: 36 }, (_, i) => (i % 4 < 2 ? 1 : 2)), // two outputs a channel
      [3, 3, 2, 2],
    );
    const [x, y] = [tf.ones([1, 5, 5, 2]), tf.ones([1, 5, 5, 4])];
    const [one = Number.NaN, other = Number.NaN] = numbers(pairing(kernel, y, x));
    expect(other).toBe(2 * one);
    expect(bits(pairing(kernel, y, tf.mul(x, tf.tensor1d([1, 0]))))).toEqual(bits(tf.tensor1d([one, 0])));
    expect(numbers(tf.sum(map(kernel).apply(x)))).toEqual([one + other]);
  });

  it("refuses groups of several channels, four axes, and three on wasm when it is used", async () => {
    expect(() => weightOperator({ ...conv, inChannels: 4, outChannels: 4, groups: 2 })).toThrow(
      "weightOperator: groups must be 1, or the 4 input channels of a convolution of two axes, received 2 and 2 axes",
    );
    expect(() => weightOperator({ ...conv, axes: [axis, axis, axis, axis] })).toThrow(/at most three axes, received 4/);
    const { map } = weightOperator({ ...conv, axes: [axis, axis, axis] });
    const backend = await startBackend("wasm", { threads: 1 });
    expect(() => map(tf.ones([3, 3, 3, 2, 2])).apply(tf.ones([1, 5, 5, 5, 2]))).toThrow(
      /three axes on the wasm backend/,
    );
    await backend.stop();
  });
});
