import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import type { ReferenceNode } from "../reference/node.ts";
import {
  type Convolution,
  convolution,
  depthwiseConvolution,
  transposedConvolution,
  windowCounts,
} from "../reference/windows.ts";
import { argument, type Draw, seeds } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { dilatedGeometry, geometry, largeGeometry, paddingOf, showGeometry } from "./convolution-geometry.ts";
import { define, VALUE } from "./define.ts";

const FAMILY = "convolutions";

/** Narrowing to a rank, of a tensor whose shape the trial has written down. */
export const rank4 = (x: tf.Tensor | undefined): tf.Tensor4D => x as tf.Tensor4D;

interface Kind {
  readonly run: (c: Convolution, x: tf.Tensor4D, kernel: tf.Tensor4D) => tf.Tensor;
  readonly reference: (c: Convolution, x: ReferenceNode, kernel: ReferenceNode) => ReferenceNode;
  readonly inputShape: (c: Convolution) => readonly number[];
}

const imageShape = (c: Convolution) => [c.batch, ...c.size, c.inChannels];

const dense: Kind = {
  run: (c, x, kernel) => {
    const { pad, rounding } = paddingOf(c);
    return tf.conv2d(x, kernel, [...c.strides], pad, "NHWC", [...c.dilations], rounding);
  },
  reference: convolution,
  inputShape: imageShape,
};

const depthwise: Kind = {
  run: (c, x, kernel) => {
    const { pad, rounding } = paddingOf(c);
    return tf.depthwiseConv2d(x, kernel, [...c.strides], pad, "NHWC", [...c.dilations], rounding);
  },
  reference: depthwiseConvolution,
  inputShape: imageShape,
};

const transposed: Kind = {
  run: (c, y, kernel) => {
    const { pad, rounding } = paddingOf(c);
    return tf.conv2dTranspose(y, kernel, [c.batch, ...c.size, c.inChannels], [...c.strides], pad, rounding);
  },
  reference: transposedConvolution,
  inputShape: (c) => [c.batch, ...windowCounts(c), c.filters],
};

function trialOf(kind: Kind, c: Convolution, draw: Draw, seed: number): Trial {
  return {
    shown: `${showGeometry(c)}, ${draw} numbers from seed ${seed}`,
    args: [
      argument(kind.inputShape(c), draw, seed),
      argument([...c.kernel, c.inChannels, c.filters], draw, seed + 1, draw === "real" ? (x) => x / 2 : undefined),
    ],
    run: (x, kernel) => kind.run(c, rank4(x), rank4(kernel)),

    reference: (x, kernel) => kind.reference(c, x, kernel),
  };
}

const draws: fc.Arbitrary<Draw> = fc.constantFrom("real", "whole");

const trials = (kind: Kind, geometries: fc.Arbitrary<Convolution>): fc.Arbitrary<Trial> =>
  fc.tuple(geometries, draws, seeds()).map(([c, draw, seed]) => trialOf(kind, c, draw, seed));

/** Convolutions with both their gradients: dense, depthwise and transposed. */
export const convolutionCases: readonly ConformanceCase[] = [
  define(FAMILY, "conv2d", trials(dense, geometry())),
  define(FAMILY, "conv2d, large", trials(dense, largeGeometry()), { share: 0.1 }),
  define(
    FAMILY,
    "depthwiseConv2d",
    trials(depthwise, geometry({ filters: 3, explicit: "equal", dilated: false, sameStrides: true })),
  ),
  define(FAMILY, "depthwiseConv2d, large", trials(depthwise, largeGeometry(3)), { share: 0.1 }),
  // TensorFlow.js has no gradient for it, and says so.
  define(FAMILY, "depthwiseConv2d, dilated", trials(depthwise, dilatedGeometry(3)), { orders: VALUE }),
  define(FAMILY, "conv2dTranspose", trials(transposed, geometry({ dilated: false, explicit: "equal" }))),
  define(FAMILY, "conv2dTranspose, large", trials(transposed, largeGeometry()), { share: 0.1 }),
];
