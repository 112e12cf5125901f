import * as tf from "@tensorflow/tfjs-core";

import type { Operation } from "./contract.ts";
import {
  axisOf,
  naiveConvolution,
  naiveDepthwise,
  naivePool,
  naiveTransposed,
  type Geometry,
} from "./naive-convolution.ts";

// Narrowing to a rank: the operation table hands out tensors of the shapes given beside it.
const rank4 = (x: tf.Tensor) => tf.reshape<tf.Rank.R4>(x, x.shape as [number, number, number, number]);

function small(kernel: number, stride: number, pad: Geometry["pad"], height = 4, width = 5): Geometry {
  return { height, width, inChannels: 2, outChannels: 2, kernel, stride, pad };
}

// TensorFlow.js wants a rounding mode with numbers, and none with words
const rounding = ({ pad }: Geometry) => (typeof pad === "number" ? "floor" : undefined);

const named = (what: string, { kernel, stride, pad, height, width }: Geometry) =>
  `${what} ${kernel}×${kernel} stride ${stride} pad ${pad} of ${height}×${width}`;

const tame = (value: number) => value / 2;

function convolution(g: Geometry): Operation {
  return {
    name: named("conv2d", g),
    shapes: [
      [1, g.height, g.width, g.inChannels],
      [g.kernel, g.kernel, g.inChannels, g.outChannels],
    ],
    op: (x, w) => tf.conv2d(rank4(x), rank4(w), g.stride, g.pad, "NHWC", 1, rounding(g)),
    mirror: (x = [], w = []) => naiveConvolution(g, x, w),
    domain: tame,
  };
}

function dilated(g: Geometry, dilation: readonly [number, number]): Operation {
  return {
    ...convolution({ ...g, dilation }),
    name: `${named("conv2d", g)} dilation ${dilation.join("×")}`,
    op: (x, w) => tf.conv2d(rank4(x), rank4(w), g.stride, g.pad, "NHWC", [...dilation], rounding(g)),
  };
}

function fusedDilated(g: Geometry, dilation: readonly [number, number]): Operation {
  return {
    ...dilated(g, dilation),
    name: `fused ${dilated(g, dilation).name}`,
    shapes: [...convolution(g).shapes, [g.outChannels]],
    op: (x, w, bias) =>
      tf.fused.conv2d({
        x: rank4(x),
        filter: rank4(w),
        strides: g.stride,
        pad: g.pad,
        dilations: [...dilation],
        bias: bias ?? tf.scalar(Number.NaN),
      }),
    mirror: (x = [], w = [], bias = []) =>
      naiveConvolution({ ...g, dilation }, x, w).map((y, i) => y + (bias[i % g.outChannels] ?? Number.NaN)),
  };
}

function fusedConvolution(g: Geometry): Operation {
  return {
    ...convolution(g),
    name: named("fused conv2d", g),
    op: (x, w) => tf.fused.conv2d({ x: rank4(x), filter: rank4(w), strides: g.stride, pad: g.pad }),
  };
}

function depthwise(g: Geometry): Operation {
  return {
    name: named("depthwiseConv2d", g),
    shapes: [
      [1, g.height, g.width, g.inChannels],
      [g.kernel, g.kernel, g.inChannels, g.outChannels],
    ],
    op: (x, w) => tf.depthwiseConv2d(rank4(x), rank4(w), g.stride, g.pad, "NHWC", 1, rounding(g)),
    mirror: (x = [], w = []) => naiveDepthwise(g, x, w),
    domain: tame,
  };
}

function transposed(g: Geometry): Operation {
  const rows = axisOf(g.height, g.kernel, g.stride, g.pad).count;
  const columns = axisOf(g.width, g.kernel, g.stride, g.pad).count;
  return {
    name: named("conv2dTranspose to", g),
    shapes: [
      [1, rows, columns, g.outChannels],
      [g.kernel, g.kernel, g.inChannels, g.outChannels],
    ],
    op: (x, w) =>
      tf.conv2dTranspose(rank4(x), rank4(w), [1, g.height, g.width, g.inChannels], g.stride, g.pad, rounding(g)),
    mirror: (x = [], w = []) => naiveTransposed(g, x, w),
    domain: tame,
  };
}

function pooling(kind: "average" | "max", g: Geometry): Operation {
  const pool = kind === "max" ? tf.maxPool : tf.avgPool;
  return {
    name: named(`${kind} pool`, g),
    shapes: [[1, g.height, g.width, g.inChannels]],
    op: (x) => pool(rank4(x), g.kernel, g.stride, g.pad, rounding(g)),
    mirror: (x = []) => naivePool(g, x, kind),
  };
}

const geometries = [
  small(1, 1, "valid"),
  small(2, 2, "valid"),
  small(2, 2, "same", 5, 3),
  small(3, 1, "same"),
  small(3, 2, "same"),
  small(3, 2, 1),
  small(2, 3, "same"),
  small(4, 2, "same"),
];

export const convolutions: Operation[] = [
  ...geometries.map((g) => convolution(g)),
  dilated(small(1, 1, "same", 2, 3), [2, 2]),
  dilated(small(2, 1, "same"), [2, 2]),
  dilated(small(2, 1, "valid"), [3, 1]),
  fusedDilated(small(2, 1, "same"), [2, 3]),
  dilated(small(3, 1, 2, 3, 4), [2, 2]),
  dilated(small(3, 1, "same"), [2, 3]),
  ...geometries.filter(({ pad }) => typeof pad === "string").map((g) => fusedConvolution(g)),
  ...geometries.map((g) => depthwise(g)),
  ...geometries.map((g) => transposed(g)),
  ...geometries.map((g) => pooling("max", g)),
  ...geometries.map((g) => pooling("average", g)),
];
