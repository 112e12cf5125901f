import * as tf from "@tensorflow/tfjs-core";
import type { NamedCurve } from "./named-curve.ts";

/** A product or a power, good to some roundings relative to itself. */
function power(
  name: string,
  run: (x: tf.Tensor) => tf.Tensor,
  [value, slope, bend]: readonly [(x: number) => number, (x: number) => number, (x: number) => number],
  more: Partial<NamedCurve> = {},
): NamedCurve {
  return { name, run, value, slope, bend, scale: 0, roundings: 3, gpuRoundings: 12, ...more };
}

const positive = (x: number) => Math.abs(x) + 0.25;

/** Products and powers. */
export const powerCurves: readonly NamedCurve[] = [
  power("square", tf.square, [(x) => x * x, (x) => 2 * x, () => 2], { isWhole: true, draw: "whole" }),
  power("sqrt", tf.sqrt, [Math.sqrt, (x) => 0.5 / Math.sqrt(x), (x) => -0.25 * x ** -1.5], { domain: positive }),
  power("rsqrt", tf.rsqrt, [(x) => x ** -0.5, (x) => -0.5 * x ** -1.5, (x) => 0.75 * x ** -2.5], { domain: positive }),
  power("reciprocal", tf.reciprocal, [(x) => 1 / x, (x) => -1 / (x * x), (x) => 2 / x ** 3], { domain: positive }),
  power("pow with exponent 3", (x) => tf.pow(x, 3), [(x) => x ** 3, (x) => 3 * x * x, (x) => 6 * x], {
    domain: positive,
    roundings: 8,
    gpuRoundings: 96,
  }),
];
