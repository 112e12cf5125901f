import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-layers"; // registers the stock gradients
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { registerWasmTrainingKernels } from "@lipschitz-gan/backend";
import { convolutionCase, floats } from "./support/arbitraries.ts";
import {
  attributes,
  naiveFilterGradient,
  naiveForward,
  naiveInputGradient,
  shapes,
} from "./support/naive-convolution.ts";
import type { ConvolutionCase } from "./support/naive-convolution.ts";
import { outsideTolerance, runKernel, withoutLeak } from "./support/run-kernel.ts";

beforeAll(async () => {
  registerWasmTrainingKernels();
  await tf.setBackend("wasm");
});

interface Operands {
  readonly x: Float32Array;
  readonly filter: Float32Array;
  readonly dy: Float32Array;
}

function operands(c: ConvolutionCase, seed: number): Operands {
  const shape = shapes(c);
  const make = (name: keyof Operands, salt: number): Float32Array =>
    floats(tf.util.sizeFromShape(shape[name]), seed + salt);
  return { x: make("x", 1), filter: make("filter", 2), dy: make("dy", 3) };
}

const kernelNames = {
  dense: { forward: "Conv2D", filter: "Conv2DBackpropFilter", input: "Conv2DBackpropInput" },
  depthwise: {
    forward: "DepthwiseConv2dNative",
    filter: "DepthwiseConv2dNativeBackpropFilter",
    input: "DepthwiseConv2dNativeBackpropInput",
  },
} as const;

function names(c: ConvolutionCase): (typeof kernelNames)["dense" | "depthwise"] {
  return kernelNames[c.depthwise ? "depthwise" : "dense"];
}

function filterGradient(c: ConvolutionCase, { x, dy }: Operands): ArrayLike<number> {
  const shape = shapes(c);
  const inputs = { x: { data: x, shape: shape.x }, dy: { data: dy, shape: shape.dy } };
  const result = runKernel(names(c).filter, inputs, {
    ...attributes(c),
    dataFormat: "NHWC",
    filterShape: shape.filter,
  });
  expect(result.shape).toStrictEqual(shape.filter);
  return result.data;
}

function inputGradient(c: ConvolutionCase, { dy, filter }: Operands): ArrayLike<number> {
  const shape = shapes(c);
  const inputs = { dy: { data: dy, shape: shape.dy }, filter: { data: filter, shape: shape.filter } };
  const result = runKernel(names(c).input, inputs, { ...attributes(c), dataFormat: "NHWC", inputShape: shape.x });
  expect(result.shape).toStrictEqual(shape.x);
  return result.data;
}

function forward(c: ConvolutionCase, { x, filter }: Operands): ArrayLike<number> {
  const shape = shapes(c);
  const inputs = { x: { data: x, shape: shape.x }, filter: { data: filter, shape: shape.filter } };
  const result = runKernel(names(c).forward, inputs, { ...attributes(c), dataFormat: "NHWC" });
  expect(result.shape).toStrictEqual(shape.dy);
  return result.data;
}

const base: ConvolutionCase = {
  batch: 2,
  size: [8, 8],
  kernel: [4, 4],
  strides: [2, 2],
  dilations: [1, 1],
  pad: "same",
  inChannels: 3,
  filters: 5,
  depthwise: false,
};

describe("the gradients of a convolution on WASM", () => {
  it("are the hand-computed ones of a 2 x 2 image under a 2 x 2 filter", () => {
    const c: ConvolutionCase = {
      ...base,
      batch: 1,
      size: [2, 2],
      kernel: [2, 2],
      strides: [1, 1],
      pad: "valid",
      inChannels: 1,
      filters: 1,
    };
    const o = { x: Float32Array.of(1, 2, 3, 4), filter: Float32Array.of(5, 6, 7, 8), dy: Float32Array.of(10) };
    expect(Array.from(filterGradient(c, o))).toStrictEqual([10, 20, 30, 40]);
    expect(Array.from(inputGradient(c, o))).toStrictEqual([50, 60, 70, 80]);
  });

  it.each<[string, Partial<ConvolutionCase>]>([
    ["the 4 x 4 stride 2 of a critic", {}],
    ["the 3 x 3 stride 1 of a critic", { kernel: [3, 3], strides: [1, 1] }],
    ["odd sizes", { size: [7, 9] }],
    ["one pixel", { size: [1, 1], kernel: [3, 3] }],
    ["one pixel under an even kernel", { size: [1, 1], kernel: [4, 4] }],
    ["one channel in and out", { inChannels: 1, filters: 1 }],
    ["a stride above the kernel", { kernel: [1, 2], strides: [3, 3], size: [9, 8] }],
    ["unequal strides", { strides: [3, 1] }],
    ["a stride on one axis and a dilation on the other", { strides: [2, 1], dilations: [1, 2], kernel: [3, 2] }],
    ["padding wider than the kernel", { pad: [4, 3, 2, 4], kernel: [2, 1], strides: [1, 1] }],
    [
      "padding wider than kernel and image under a stride",
      { pad: [4, 0, 4, 0], size: [1, 1], kernel: [2, 2], strides: [3, 3] },
    ],
    ["outputs that no input reaches", { pad: [4, 0, 0, 0], size: [1, 4], kernel: [2, 2], strides: [4, 1] }],
    ["rows that no output reads", { pad: "valid", size: [6, 5], kernel: [1, 2], strides: [3, 3] }],
    [
      "a batch whose output rows are summed in several parts, the last one smaller",
      { batch: 66, size: [5, 16], kernel: [3, 3], strides: [1, 1] },
    ],
    ["a batch whose single output rows exceed a part", { batch: 130, size: [6, 33], kernel: [3, 2], filters: 2 }],
    ["fewer channels out than in", { kernel: [3, 2], strides: [1, 1], size: [5, 6], filters: 2 }],
    [
      "fewer channels out than in, with padding wider than the kernel before and none after",
      { kernel: [2, 3], strides: [1, 1], size: [5, 6], filters: 2, pad: [3, 0, 2, 2] },
    ],
    [
      "fewer channels out than in, of more samples than are copied together",
      { kernel: [3, 3], strides: [1, 1], dilations: [1, 2], batch: 19, filters: 1 },
    ],
    ["33 channels, one above a multiple of every SIMD width", { inChannels: 33, filters: 17, size: [4, 4], batch: 3 }],
  ])("hold for %s", (_, change) => {
    for (const depthwise of [false, true]) {
      const c = { ...base, ...change, depthwise };
      const o = operands(c, 7);
      expect(outsideTolerance(filterGradient(c, o), naiveFilterGradient(c, o.x, o.dy))).toStrictEqual([]);
      expect(outsideTolerance(inputGradient(c, o), naiveInputGradient(c, o.dy, o.filter))).toStrictEqual([]);
    }
  });

  it("are zero when there is no output", () => {
    const c: ConvolutionCase = { ...base, batch: 0 };
    const o = operands(c, 1);
    expect(Array.from(filterGradient(c, o)).every((value) => value === 0)).toBe(true);
    expect(inputGradient(c, o)).toHaveLength(0);
  });

  it.each([
    ["Conv2DBackpropFilter", { filterShape: [2, 2, 1, 1] }, ["x", "dy"]],
    ["Conv2DBackpropInput", { inputShape: [1, 2, 2, 1] }, ["dy", "filter"]],
  ] as const)("%s rejects channels first and shapes that do not fit", (name, attrs, [first, second]) => {
    const square = { data: new Float32Array(4), shape: [1, 2, 2, 1] };
    const filter = { data: new Float32Array(4), shape: [2, 2, 1, 1] };
    const pixel = { data: new Float32Array(1), shape: [1, 1, 1, 1] };
    const give = (key: string, dy: typeof pixel): typeof pixel => (key === "x" ? square : key === "dy" ? dy : filter);
    const run = (dataFormat: string, dy: typeof pixel) => () =>
      runKernel(
        name,
        { [first]: give(first, dy), [second]: give(second, dy) },
        { ...attrs, strides: 1, pad: "valid", dataFormat },
      );
    expect(run("NHWC", pixel)).not.toThrow();
    expect(run("NCHW", pixel)).toThrow(/dataFormat must be "NHWC".*transpose to channels last/);
    expect(run("NHWC", square)).toThrow(/dy must have the output's shape \[1, 1, 1, 1\], received \[1, 2, 2, 1\]/);
  });

  it("leave no tensor and no buffer behind", () => {
    for (const depthwise of [false, true]) {
      for (const strides of [
        [1, 1],
        [2, 2],
      ] as const) {
        const c: ConvolutionCase = { ...base, strides, depthwise };
        const o = operands(c, 1);
        withoutLeak(() => {
          filterGradient(c, o);
          inputGradient(c, o);
        });
      }
    }
  });

  it("see a filter that an optimizer has just assigned", () => {
    const x = tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
    const w = tf.variable<tf.Rank.R4>(tf.ones([2, 2, 1, 1]));
    const loss = (v: tf.Tensor): tf.Tensor => tf.sum(tf.conv2d(tf.reshape<tf.Rank.R4>(v, [1, 4, 4, 1]), w, 2, "valid"));
    const gradient = (): number => tf.tidy(() => tf.grad(loss)(x).dataSync()[0] ?? 0);
    expect(gradient()).toBe(1);
    w.assign(tf.mul(w, 3));
    expect(gradient()).toBe(3);
    tf.dispose([x, w]);
  });

  it.each([
    ["dense", false],
    ["depthwise", true],
  ])("agree with a naive float64 loop, for all %s convolutions", (_, depthwise) => {
    fc.assert(
      fc.property(convolutionCase(depthwise), fc.nat(), (c, seed) => {
        const o = operands(c, seed);
        expect(outsideTolerance(filterGradient(c, o), naiveFilterGradient(c, o.x, o.dy))).toStrictEqual([]);
        expect(outsideTolerance(inputGradient(c, o), naiveInputGradient(c, o.dy, o.filter))).toStrictEqual([]);
      }),
    );
  });
});

describe("the forward convolution on WASM", () => {
  it.each([
    ["dense", false],
    ["depthwise", true],
  ])("agrees with a naive float64 loop, for all %s convolutions", (_, depthwise) => {
    fc.assert(
      fc.property(convolutionCase(depthwise), fc.nat(), (c, seed) => {
        const o = operands(c, seed);
        expect(outsideTolerance(forward(c, o), naiveForward(c, o.x, o.filter))).toStrictEqual([]);
      }),
    );
  });
});
