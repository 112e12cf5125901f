import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { leaf } from "../reference/node.ts";
import { numbers, permutation, seeds } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { curveNamed } from "./curves.ts";
import { define, VALUE } from "./define.ts";

const FAMILY = "special values";

const SPECIAL = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 3e38, -3e38];
const SUBNORMAL = [2 ** -149, -(2 ** -140), 2 ** -127];

/** Special values at random places among ordinary ones, as many as SIMD lanes have remainders. */
function mixture(special: readonly number[], length: number, seed: number): Float32Array {
  const values = numbers(length, "real", seed);
  const places = permutation(length, seed + 1);
  for (const [i, value] of special.entries()) values[places[i] ?? 0] = value;
  return values;
}

function trialOf(
  special: readonly number[],
  operands: number,
  run: (...args: tf.Tensor[]) => tf.Tensor,
  compute: (...args: number[]) => number,
  scaleOfSpecial = 0,
): fc.Arbitrary<Trial> {
  const length = fc.integer({ min: special.length, max: special.length + 17 });
  return fc.tuple(length, seeds()).map(([count, seed]) => ({
    shown: `${count} numbers from seed ${seed}`,
    args: Array.from({ length: operands }, (_, i) => ({
      shape: [count],
      values: mixture(special, count, seed + 2 * i),
    })),
    run,
    reference: (...nodes) =>
      leaf(
        [count],
        Array.from({ length: count }, (_, k) => compute(...nodes.map(({ value }) => value[k] ?? Number.NaN))),
      ),
    scaleOfSpecial,
  }));
}

/** Without step and sign, which TensorFlow.js leaves open for NaN. */
const curveNames = [
  "relu relu6 leakyRelu elu selu abs neg clipByValue square reciprocal exp log sqrt tanh sigmoid softplus",
].flatMap((line) => line.split(" "));

const pairs: readonly [string, (x: tf.Tensor, y: tf.Tensor) => tf.Tensor, (a: number, b: number) => number][] = [
  ["add", tf.add, (a, b) => a + b],
  ["sub", tf.sub, (a, b) => a - b],
  ["mul", tf.mul, (a, b) => a * b],
  ["div", tf.div, (a, b) => a / b],
  ["maximum", tf.maximum, Math.max],
  ["minimum", tf.minimum, Math.min],
  ["greater", tf.greater, (a, b) => Number(a > b)],
  ["greaterEqual", tf.greaterEqual, (a, b) => Number(a >= b)],
  ["less", tf.less, (a, b) => Number(a < b)],
  ["lessEqual", tf.lessEqual, (a, b) => Number(a <= b)],
  ["equal", tf.equal, (a, b) => Number(a === b)],
  ["notEqual", tf.notEqual, (a, b) => Number(a !== b)],
  ["where", (x, y) => tf.where(tf.equal(x, x), y, tf.zerosLike(x)), (a, b) => (Number.isNaN(a) ? 0 : b)],
];

const tests: readonly [string, (x: tf.Tensor) => tf.Tensor, (x: number) => boolean][] = [
  ["isNaN", tf.isNaN, Number.isNaN],
  ["isInf", tf.isInf, (x) => Math.abs(x) === Infinity],
  ["isFinite", tf.isFinite, Number.isFinite],
];

const totals: readonly [string, (x: tf.Tensor) => tf.Tensor][] = [
  ["sum", (x) => tf.sum(x)],
  ["mean", (x) => tf.mean(x)],
  ["max", (x) => tf.max(x)],
  ["min", (x) => tf.min(x)],
];

/** One result for all numbers. */
function totalOf(
  special: readonly number[],
  run: (x: tf.Tensor) => tf.Tensor,
  wanted: (values: readonly number[]) => number,
): fc.Arbitrary<Trial> {
  return fc.tuple(fc.integer({ min: 3, max: 40 }), seeds()).map(([count, seed]) => ({
    shown: `${count} numbers from seed ${seed}`,
    args: [{ shape: [count], values: mixture(special, count, seed) }],
    run: run,
    reference: (x) => leaf([], [wanted([...(x?.value ?? [])])]),
    scaleOfSpecial: 0,
  }));
}

const valueOf = (name: string, trials: fc.Arbitrary<Trial>) => define(FAMILY, name, trials, { orders: VALUE });

/** NaN, infinities, zeros of both signs, and the largest numbers: NaN must not vanish on its way to the loss. */
export const specialValueCases: readonly ConformanceCase[] = [
  ...curveNames.map((name) => {
    const { run, value, scale = 1 } = curveNamed(name);
    return valueOf(
      `${name} of special values`,
      trialOf(SPECIAL, 1, run, (x = Number.NaN) => value(x), scale),
    );
  }),
  ...pairs.map(([name, run, compute]) =>
    valueOf(
      `${name} of special values`,
      trialOf(SPECIAL, 2, run, (a = Number.NaN, b = Number.NaN) => compute(a, b)),
    ),
  ),
  ...tests.map(([name, run, compute]) =>
    valueOf(
      `${name} of special values`,
      trialOf(SPECIAL, 1, run, (x = Number.NaN) => Number(compute(x))),
    ),
  ),
  ...totals.map(([name, run]) =>
    valueOf(
      `${name} of numbers with a NaN`,
      totalOf([Number.NaN], run, () => Number.NaN),
    ),
  ),
  valueOf(
    "max of numbers with an infinity",
    totalOf(
      [Infinity, -Infinity],
      (x) => tf.max(x),
      () => Infinity,
    ),
  ),
  valueOf(
    "min of numbers with an infinity",
    totalOf(
      [Infinity, -Infinity],
      (x) => tf.min(x),
      () => -Infinity,
    ),
  ),
  valueOf(
    "subnormal numbers",
    trialOf(
      SUBNORMAL,
      1,
      (x) => tf.mul(x, 1),
      (x = Number.NaN) => x,
    ),
  ),
];
