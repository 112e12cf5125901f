import * as tf from "@tensorflow/tfjs-core";
import type { NamedCurve } from "./named-curve.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const normal = (x: number) => Math.exp(-x * x) * (2 / Math.sqrt(Math.PI));

/** WGSL: sine and cosine to 2^-11 absolute on [-π, π]; roundings are in units of 2^-24. */
const WGSL_SINE = 2 ** 13;
/** WGSL: arc functions to 4096 units in the last place. */
const WGSL_ARC = 2 ** 13;

/** Abramowitz & Stegun 7.1.5, the Taylor series: converges to float64 for |x| ≤ 2. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n += 1) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Any other smooth function. */
function smooth(
  name: string,
  run: (x: tf.Tensor) => tf.Tensor,
  [value, slope, bend]: readonly [(x: number) => number, (x: number) => number, (x: number) => number],
  more: Partial<NamedCurve> = {},
): NamedCurve {
  return { name, run, value, slope, bend, ...more };
}

const positive = (x: number) => Math.abs(x) + 0.25;
const inside = (x: number) => 0.4 * x; // within (-0.8, 0.8)
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** Smooth functions. */
export const smoothCurves: readonly NamedCurve[] = [
  smooth("exp", tf.exp, [Math.exp, Math.exp, Math.exp], { scale: 0 }),
  smooth("expm1", tf.expm1, [Math.expm1, Math.exp, Math.exp]),
  smooth("log", tf.log, [Math.log, (x) => 1 / x, (x) => -1 / (x * x)], { domain: positive }),
  smooth("log1p", tf.log1p, [Math.log1p, (x) => 1 / (1 + x), (x) => -1 / (1 + x) ** 2], { domain: positive }),
  smooth("tanh", tf.tanh, [
    Math.tanh,
    (x) => 1 - Math.tanh(x) ** 2,
    (x) => -2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2),
  ]),
  smooth("sigmoid", tf.sigmoid, [
    sigmoid,
    (x) => sigmoid(x) * sigmoid(-x),
    (x) => sigmoid(x) * sigmoid(-x) * (1 - 2 * sigmoid(x)),
  ]),
  smooth("softplus", tf.softplus, [softplus, sigmoid, (x) => sigmoid(x) * sigmoid(-x)]),
  smooth("logSigmoid", tf.logSigmoid, [(x) => -softplus(-x), (x) => sigmoid(-x), (x) => -sigmoid(x) * sigmoid(-x)]),
  smooth(
    "elu",
    tf.elu,
    [(x) => (x > 0 ? x : Math.expm1(x)), (x) => (x > 0 ? 1 : Math.exp(x)), (x) => (x > 0 ? 0 : Math.exp(x))],
    { domain: (x) => 2 * x },
  ),
  smooth(
    "selu",
    tf.selu,
    [
      (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
      (x) => SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x)),
      (x) => (x > 0 ? 0 : SELU_SCALE * SELU_ALPHA * Math.exp(x)),
    ],
    { domain: (x) => 2 * x, scale: 2 },
  ),
  smooth("erf", tf.erf, [erf, normal, (x) => -2 * x * normal(x)], { roundings: 16 }),
  smooth("sin", tf.sin, [Math.sin, Math.cos, (x) => -Math.sin(x)], { gpuRoundings: WGSL_SINE }),
  smooth("cos", tf.cos, [Math.cos, (x) => -Math.sin(x), (x) => -Math.cos(x)], { gpuRoundings: WGSL_SINE }),
  smooth("tan", tf.tan, [Math.tan, (x) => Math.cos(x) ** -2, (x) => (2 * Math.tan(x)) / Math.cos(x) ** 2], {
    domain: inside,
    gpuRoundings: 4 * WGSL_SINE,
  }),
  smooth("sinh", tf.sinh, [Math.sinh, Math.cosh, Math.sinh]),
  smooth("cosh", tf.cosh, [Math.cosh, Math.sinh, Math.cosh]),
  smooth("asinh", tf.asinh, [Math.asinh, (x) => (1 + x * x) ** -0.5, (x) => -x * (1 + x * x) ** -1.5]),
  smooth("acosh", tf.acosh, [Math.acosh, (x) => (x * x - 1) ** -0.5, (x) => -x * (x * x - 1) ** -1.5], {
    domain: (x) => Math.abs(x) + 1.5,
    scale: 3,
  }),
  smooth("atanh", tf.atanh, [Math.atanh, (x) => 1 / (1 - x * x), (x) => (2 * x) / (1 - x * x) ** 2], {
    domain: inside,
    scale: 8,
  }),
  smooth("asin", tf.asin, [Math.asin, (x) => (1 - x * x) ** -0.5, (x) => x * (1 - x * x) ** -1.5], {
    domain: inside,
    scale: 4,
    gpuRoundings: WGSL_ARC,
  }),
  smooth("acos", tf.acos, [Math.acos, (x) => -((1 - x * x) ** -0.5), (x) => -x * (1 - x * x) ** -1.5], {
    domain: inside,
    scale: 4,
    gpuRoundings: WGSL_ARC,
  }),
  smooth("atan", tf.atan, [Math.atan, (x) => 1 / (1 + x * x), (x) => (-2 * x) / (1 + x * x) ** 2], {
    gpuRoundings: WGSL_ARC,
  }),
];
