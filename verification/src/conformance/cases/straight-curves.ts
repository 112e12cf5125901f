import * as tf from "@tensorflow/tfjs-core";
import type { NamedCurve } from "./named-curve.ts";

/** Straight pieces: chosen, not rounded. */
function pieces(
  name: string,
  run: (x: tf.Tensor) => tf.Tensor,
  value: (x: number) => number,
  slope: (x: number) => number,
  more: Partial<NamedCurve> = {},
): NamedCurve {
  return { name, run, value, slope, bend: () => 0, scale: 0, roundings: 1, gpuRoundings: 2, ...more };
}

/** Piecewise linear functions: activations of critics and what losses are made of. */
export const straightCurves: readonly NamedCurve[] = [
  pieces(
    "relu",
    tf.relu,
    (x) => Math.max(0, x),
    (x) => (x > 0 ? 1 : 0),
    { isWhole: true, draw: "odd" },
  ),
  pieces(
    "relu6",
    tf.relu6,
    (x) => Math.min(6, Math.max(0, x)),
    (x) => (x > 0 && x <= 6 ? 1 : 0),
    { isWhole: true, draw: "odd", domain: (x) => 5 * x },
  ),
  pieces(
    "leakyRelu",
    (x) => tf.leakyRelu(x, 0.2),
    (x) => (x > 0 ? x : 0.2 * x),
    (x) => (x > 0 ? 1 : 0.2),
    { roundings: 2 }, // 0.2 is no float32
  ),
  pieces(
    "leakyRelu with slope 0.5",
    (x) => tf.leakyRelu(x, 0.5),
    (x) => (x > 0 ? x : x / 2),
    (x) => (x > 0 ? 1 : 0.5),
    { draw: "odd", domain: (x) => 8 * x },
  ),
  pieces("abs", tf.abs, Math.abs, Math.sign, { isWhole: true, draw: "odd" }),
  pieces(
    "neg",
    tf.neg,
    (x) => -x,
    () => -1,
    { isWhole: true, draw: "whole" },
  ),
  pieces(
    "clipByValue",
    (x) => tf.clipByValue(x, -0.75, 1),
    (x) => Math.min(1, Math.max(-0.75, x)),
    (x) => (x > -0.75 && x < 1 ? 1 : 0),
  ),
  pieces(
    "step",
    (x) => tf.step(x, -0.5),
    (x) => (x > 0 ? 1 : -0.5),
    () => 0,
  ),
  pieces("sign", tf.sign, Math.sign, () => 0, { isWhole: true, draw: "odd" }),
  pieces("ceil", tf.ceil, Math.ceil, () => 0),
  pieces("floor", tf.floor, Math.floor, () => 0),
  pieces(
    "round",
    tf.round,
    (x) => Math.round(x),
    () => 0,
    { domain: (x) => 4 * x + 0.03 },
  ),
];
