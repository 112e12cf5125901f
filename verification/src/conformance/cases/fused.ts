import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { plus } from "../reference/arithmetic.ts";
import { mapped } from "../reference/mapped.ts";
import { matrixProduct } from "../reference/matrix-product.ts";
import type { ReferenceNode } from "../reference/node.ts";
import { type Convolution, convolution, depthwiseConvolution } from "../reference/windows.ts";
import { argument, type Draw, seeds } from "../trial/draw.ts";
import type { Argument, ConformanceCase, Trial } from "../trial/trial.ts";
import { geometry, largeGeometry, paddingOf, showGeometry } from "./convolution-geometry.ts";
import { rank4 } from "./convolutions.ts";
import { curveNamed } from "./curves.ts";
import { define, shown } from "./define.ts";

const FAMILY = "fused operations";

type Activation = "linear" | "relu" | "relu6" | "elu" | "leakyrelu" | "sigmoid";

const activations: readonly Activation[] = ["linear", "relu", "relu6", "elu", "leakyrelu", "sigmoid"];

const activated = (activation: Activation, x: ReferenceNode): ReferenceNode =>
  activation === "linear" ? x : mapped(x, curveNamed(activation === "leakyrelu" ? "leakyRelu" : activation));

/** Where an activation has a kink, whole numbers and biases of halves keep what goes into it exact and off the kink. */
const drawOf = (activation: Activation): Draw =>
  activation === "linear" || activation === "sigmoid" ? "real" : "whole";

const biasOf = (length: number, draw: Draw, seed: number): Argument =>
  argument([length], "odd", seed, (x) => (draw === "real" ? x / 3 : x - Math.sign(x) / 2));

const shared = (activation: Activation) => ({ activation, ...(activation === "leakyrelu" && { leakyreluAlpha: 0.2 }) });

type Geometric = "conv2d" | "depthwiseConv2d";

function convolutionTrial(name: Geometric, c: Convolution, activation: Activation, seed: number): Trial {
  const draw = drawOf(activation);
  const depth = name === "conv2d" ? c.filters : c.inChannels * c.filters;
  const { rounding } = paddingOf(c);
  const pad = typeof c.pad === "object" ? "valid" : c.pad; // none is drawn side by side
  const reference = name === "conv2d" ? convolution : depthwiseConvolution;
  const scaled = draw === "real" ? (x: number) => x / 4 : undefined;
  return {
    shown: `${showGeometry(c)}, ${activation}, numbers from seed ${seed}`,
    args: [
      argument([c.batch, ...c.size, c.inChannels], draw, seed),
      argument([...c.kernel, c.inChannels, c.filters], draw, seed + 1, scaled),
      biasOf(depth, draw, seed + 2),
    ],
    run: (x, filter, bias) =>
      tf.fused[name]({
        x: rank4(x),
        filter: rank4(filter),
        bias,
        strides: [...c.strides],
        dilations: [...c.dilations],
        pad,
        ...(rounding && { dimRoundingMode: rounding }),
        ...shared(activation),
      }),
    reference: (x, filter, bias) => activated(activation, plus(reference(c, x, filter), bias)),
  };
}

interface Product {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

function productTrial(p: Product, activation: Activation, seed: number): Trial {
  const { rows, inner, columns, transposeA, transposeB } = p;
  const draw = drawOf(activation);
  const scaled = draw === "real" ? (x: number) => x / 4 : undefined;
  const a = transposeA ? [inner, rows] : [rows, inner];
  const b = transposeB ? [columns, inner] : [inner, columns];
  return {
    shown: `${shown(a)}${transposeA ? "ᵀ" : ""} and ${shown(b)}${transposeB ? "ᵀ" : ""}, ${activation}, numbers from seed ${seed}`,
    args: [argument(a, draw, seed), argument(b, draw, seed + 1, scaled), biasOf(columns, draw, seed + 2)],
    run: (x, y, bias) =>
      tf.fused.matMul({
        a: x,
        b: y,
        bias,
        transposeA,
        transposeB,
        ...shared(activation),
      }),
    reference: (x, y, bias) => activated(activation, plus(matrixProduct(x, y, transposeA, transposeB), bias)),
  };
}

const product = (min: number, max: number): fc.Arbitrary<Product> => {
  const extent = fc.integer({ min, max });
  return fc.record({
    rows: extent,
    inner: extent,
    columns: extent,
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  });
};

/** Bias and activation in one kernel with the product that they follow; with a gradient, TensorFlow.js takes them apart. */
export const fusedCases: readonly ConformanceCase[] = [
  ...activations.flatMap((activation) => [
    define(
      FAMILY,
      `fused matMul, bias and ${activation}`,
      fc.tuple(product(1, 12), seeds()).map(([p, seed]) => productTrial(p, activation, seed)),
    ),
    define(
      FAMILY,
      `fused conv2d, bias and ${activation}`,
      fc
        .tuple(geometry({ explicit: "equal" }), seeds())
        .map(([c, seed]) => convolutionTrial("conv2d", c, activation, seed)),
    ),
    define(
      FAMILY,
      `fused depthwiseConv2d, bias and ${activation}`,
      fc
        .tuple(geometry({ filters: 3, explicit: "equal", dilated: false, sameStrides: true }), seeds())
        .map(([c, seed]) => convolutionTrial("depthwiseConv2d", c, activation, seed)),
    ),
  ]),
  define(
    FAMILY,
    "fused matMul, large",
    fc
      .tuple(product(64, 70), fc.constantFrom(...activations), seeds())
      .map(([p, activation, seed]) => productTrial(p, activation, seed)),
    { share: 0.2 },
  ),
  define(
    FAMILY,
    "fused conv2d, large",
    fc
      .tuple(largeGeometry(), fc.constantFrom(...activations), seeds())
      .map(([c, activation, seed]) => convolutionTrial("conv2d", c, activation, seed)),
    { share: 0.2 },
  ),
];
