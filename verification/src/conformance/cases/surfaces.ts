import * as tf from "@tensorflow/tfjs-core";
import type { Surface } from "../reference/paired.ts";
import type { Draw } from "../trial/draw.ts";

/** A function of two numbers, as TensorFlow.js has it and in float64. */
export interface NamedSurface extends Surface {
  readonly name: string;
  readonly run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  /** Where its operands are; `place` is 0 for the first and 1 for the second. */
  readonly domain?: (x: number, place: number) => number;
  readonly draw?: Draw;
  /** Whether only the second operand may be broadcast. */
  readonly isOneSided?: boolean;
}

const positiveSecond = (x: number, place: number) => (place === 0 ? x : Math.abs(x) + 0.25);
/** Shifts the second operand by a power of two smaller than any distance between two drawn numbers: no ties. */
const apart = (x: number, place: number) => (place === 0 ? x : x + 2 ** -21);

/** Functions of two numbers. */
export const surfaces: readonly NamedSurface[] = [
  {
    name: "add",
    run: tf.add,
    value: (a, b) => a + b,
    slopes: () => [1, 1],
    bends: () => [0, 0, 0],
    isWhole: true,
    draw: "whole",
  },
  {
    name: "sub",
    run: tf.sub,
    value: (a, b) => a - b,
    slopes: () => [1, -1],
    bends: () => [0, 0, 0],
    isWhole: true,
    draw: "whole",
  },
  {
    name: "mul",
    run: tf.mul,
    value: (a, b) => a * b,
    slopes: (a, b) => [b, a],
    bends: () => [0, 1, 0],
    isWhole: true,
    draw: "whole",
  },
  {
    name: "div",
    run: tf.div,
    value: (a, b) => a / b,
    slopes: (a, b) => [1 / b, -a / (b * b)],
    bends: (a, b) => [0, -1 / (b * b), (2 * a) / b ** 3],
    domain: positiveSecond,
    roundings: 2,
  },
  {
    name: "maximum",
    run: tf.maximum,
    value: Math.max,
    slopes: (a, b) => (a > b ? [1, 0] : [0, 1]),
    bends: () => [0, 0, 0],
    domain: apart,
  },
  {
    name: "minimum",
    run: tf.minimum,
    value: Math.min,
    slopes: (a, b) => (a < b ? [1, 0] : [0, 1]),
    bends: () => [0, 0, 0],
    domain: apart,
  },
  {
    name: "squaredDifference",
    run: tf.squaredDifference,
    value: (a, b) => (a - b) ** 2,
    slopes: (a, b) => [2 * (a - b), 2 * (b - a)],
    bends: () => [2, -2, 2],
    isWhole: true,
    draw: "whole",
    roundings: 2,
  },
  {
    name: "prelu",
    run: tf.prelu,
    value: (x, alpha) => (x > 0 ? x : alpha * x),
    slopes: (x, alpha) => (x > 0 ? [1, 0] : [alpha, x]),
    bends: (x) => (x > 0 ? [0, 0, 0] : [0, 1, 0]),
    isWhole: true,
    draw: "odd",
    isOneSided: true, // TensorFlow.js documents a slope that broadcasts to x
  },
  {
    name: "pow",
    run: tf.pow,
    value: (a, b) => a ** b,
    slopes: (a, b) => [b * a ** (b - 1), a ** b * Math.log(a)],
    bends: (a, b) => [b * (b - 1) * a ** (b - 2), a ** (b - 1) * (1 + b * Math.log(a)), a ** b * Math.log(a) ** 2],
    domain: (x) => Math.abs(x) + 0.5,
    scale: 1,
    roundings: 8,
    // WGSL: exp2(b log2 a), and log2 to 2^-21 absolute near 1: 2^3 u · |b| · a^b, of three functions
    gpuRoundings: 128,
  },
  {
    name: "atan2",
    run: tf.atan2,
    value: (a, b) => Math.atan2(a, b),
    slopes: (a, b) => [b / (a * a + b * b), -a / (a * a + b * b)],
    bends: (a, b) => {
      const d = (a * a + b * b) ** 2;
      return [(-2 * a * b) / d, (a * a - b * b) / d, (2 * a * b) / d];
    },
    domain: positiveSecond,
    scale: 1,
    roundings: 8,
    gpuRoundings: 2 ** 13, // WGSL: 4096 units in the last place
  },
  {
    name: "mod",
    run: tf.mod,
    value: (a, b) => a - b * Math.floor(a / b),
    slopes: (a, b) => [1, -Math.floor(a / b)],
    bends: () => [0, 0, 0],
    // away from the jumps, where a / b is a whole number
    domain: (x, place) => (place === 0 ? 5 + x / 8 : 2 + x / 16),
    roundings: 4,
  },
  {
    name: "where, of a comparison with 0",
    run: (a, b) => tf.where(tf.greater(a, 0), tf.square(a), tf.mul(a, b)),
    value: (a, b) => (a > 0 ? a * a : a * b),
    slopes: (a, b) => (a > 0 ? [2 * a, 0] : [b, a]),
    bends: (a) => (a > 0 ? [2, 0, 0] : [0, 1, 0]),
    isWhole: true,
    draw: "odd",
    roundings: 2,
    isOneSided: true, // an operand of tf.where is repeated by tiles, whose gradient in TensorFlow.js is one slice a tile
  },
];
