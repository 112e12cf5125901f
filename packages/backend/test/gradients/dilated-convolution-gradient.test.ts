import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { registerSecondOrderGradients } from "../../src/gradients/register-second-order-gradients.ts";
import { registerWasmTrainingKernels } from "../../src/wasm-kernels/register-wasm-training-kernels.ts";
import {
  attributes,
  naiveFilterGradient,
  naiveInputGradient,
  shapes,
  type ConvolutionCase,
} from "../wasm-kernels/support/naive-convolution.ts";
import { outsideTolerance } from "../wasm-kernels/support/run-kernel.ts";

const stock = tf.getGradient(tf.Conv2D);

/** All different, of both signs, in float32. */
function wave(shape: readonly number[], phase: number): Float32Array {
  return Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) =>
    Math.sin(phase + 2.3 * i),
  );
}

const kernels: [number, number][] = [
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [2, 3],
];
const dilations: [number, number][] = [
  [2, 2],
  [3, 3],
  [2, 3],
  [1, 2],
];
const pads: ConvolutionCase["pad"][] = ["same", "valid", 1, [2, 0, 1, 3]];

// With padding given as one number the forward kernels of TensorFlow.js take the window for square.
const squareEnough = (kernel: [number, number], [down, across]: [number, number], pad: ConvolutionCase["pad"]) =>
  typeof pad !== "number" || (kernel[0] - 1) * down === (kernel[1] - 1) * across;

const cases: ConvolutionCase[] = kernels.flatMap((kernel) =>
  dilations.flatMap((dilation) =>
    pads
      .filter((pad) => squareEnough(kernel, dilation, pad))
      .map((pad) => ({
        batch: 2,
        size: [10, 11] as const,
        kernel,
        strides: [1, 1] as const,
        dilations: dilation,
        pad,
        inChannels: 2,
        filters: 3,
        depthwise: false,
      })),
  ),
);

const nameOf = ({ kernel, dilations: rates, pad }: ConvolutionCase) =>
  `${kernel.join("×")} dilation ${rates.join("×")} pad ${JSON.stringify(pad)}`;

/** The gradient of ⟨dy, conv2d(x, filter)⟩, on the current backend. */
function gradients(c: ConvolutionCase, x: Float32Array, filter: Float32Array, dy: Float32Array): ArrayLike<number>[] {
  const shape = shapes(c);
  const { strides, pad, dilations: rates } = attributes(c);
  const rounding = typeof pad === "string" ? undefined : "floor";
  return tf.tidy(() =>
    tf
      .grads((image: tf.Tensor, weights: tf.Tensor) =>
        tf.conv2d(image as tf.Tensor4D, weights as tf.Tensor4D, strides, pad, "NHWC", rates, rounding),
      )([tf.tensor(x, shape.x), tf.tensor(filter, shape.filter)], tf.tensor(dy, shape.dy))
      .map((slope) => slope.dataSync()),
  );
}

beforeAll(async () => {
  registerWasmTrainingKernels();
  await tf.setBackend("cpu");
  registerSecondOrderGradients();
});

describe.each(["cpu", "wasm"])("a dilated convolution on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each(cases.map((c) => [nameOf(c), c] as const))("has the gradient of the sum: %s", (_, c) => {
    const shape = shapes(c);
    const [x, filter, dy] = [wave(shape.x, 1), wave(shape.filter, 2), wave(shape.dy, 3)];
    const [dx = [], dw = []] = gradients(c, x, filter, dy);
    expect(outsideTolerance(dx, naiveInputGradient(c, dy, filter))).toEqual([]);
    expect(outsideTolerance(dw, naiveFilterGradient(c, x, dy))).toEqual([]);
  });

  it.each(["linear", "relu", "tanh"] as const)(
    "trains a layer with activation %s: the step is the gradient",
    (activation) => {
      tf.tidy(() => {
        const layer = layers.layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2, activation });
        const x = tf.tensor4d(wave([2, 7, 8, 2], 1), [2, 7, 8, 2]);
        layer.build(x.shape);
        const kernel = wave([3, 3, 2, 3], 2);
        layer.setWeights([tf.tensor(kernel, [3, 3, 2, 3]), tf.tensor1d([0.1, -0.2, 0.3])]);
        const loss = () => tf.mean<tf.Scalar>(tf.square(layer.apply(x) as tf.Tensor));
        const before = loss().dataSync()[0] ?? Number.NaN;
        tf.train.sgd(0.01).minimize(loss);
        const after = loss().dataSync()[0] ?? Number.NaN;
        expect(after).toBeLessThan(before);
        expect([...(layer.getWeights()[0]?.dataSync() ?? [])]).not.toEqual([...kernel]);
        expect([...(layer.getWeights()[1]?.dataSync() ?? [])]).not.toEqual([...Float32Array.of(0.1, -0.2, 0.3)]);
      });
    },
  );

  it("leaves no tensors behind when fused", () => {
    const x = tf.tensor4d(wave([1, 6, 6, 2], 1), [1, 6, 6, 2]);
    const filter = tf.tensor4d(wave([3, 3, 2, 3], 2), [3, 3, 2, 3]);
    const before = tf.memory().numTensors;
    const op = (image: tf.Tensor) =>
      tf.fused.conv2d({ x: image as tf.Tensor4D, filter, strides: 1, pad: "same", dilations: 2 });
    tf.grad((image) => tf.sum(tf.square(tf.grad((at) => tf.sum(tf.square(op(at))))(image))))(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, filter]);
  });

  it("runs the stock kernels and no other without dilation", async () => {
    const inputs = [tf.ones([1, 5, 6, 2]), tf.tensor(wave([3, 3, 2, 3], 1), [3, 3, 2, 3])];
    const dy = tf.tensor(wave([1, 3, 3, 3], 2), [1, 3, 3, 3]);
    const attrs = { strides: 2, pad: "same", dataFormat: "NHWC", dilations: [1, 1] };
    const run = async ({ gradFunc }: tf.GradConfig) => {
      const values: number[][] = [];
      const { kernelNames } = await tf.profile(() => {
        for (const thunk of Object.values(gradFunc(dy, inputs, attrs))) values.push([...thunk().dataSync()]);
        return tf.scalar(0);
      });
      return { kernelNames, values };
    };
    const ours = tf.getGradient(tf.Conv2D);
    expect(ours.gradFunc).not.toBe(stock.gradFunc);
    expect(await run(ours)).toEqual(await run(stock));
  });
});
