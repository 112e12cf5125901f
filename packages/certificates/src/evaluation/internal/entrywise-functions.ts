import type { EntrywiseName } from "../../network/operation.ts";
import {
  DISTRIBUTION_ERROR,
  ELEMENTARY_ERROR,
  ELEMENTARY_TINY,
  expOfNegative,
  logOfOnePlus,
  normalDistribution,
} from "./elementary.ts";

/** A smooth activation, with the error of its computed value. */
export interface EntrywiseFunction {
  readonly value: (x: number) => number;
  /** A bound on the error of `y = value(x)`; up to 8 roundings of its own are not in it. */
  readonly error: (x: number, y: number) => number;
  /** Its derivative, without a bound on the error; at a corner that from the left. */
  readonly derivative: (x: number) => number;
}

/**
 * The activations that are not linear in pieces with slopes that are settings.
 *
 * e is `e^-|x|`, off by ε = 2^-46 of itself, and u is 2^-53. Errors of results of sums of positive terms are relative ones:
 *
 * - sigmoid is 1 / (1 + e) or e / (1 + e): ε + 3 u
 * - tanh is (1 − e²) / (1 + e²) with e² = e^-2|x|, whose derivative by e² is at most 2: 2 ε e² + 3 u, absolute
 * - softplus is max(x, 0) + log(1 + e): at most 1.5 ε + ε + u, since e <= 1.45 log(1 + e)
 * - elu is e − 1 on the left: ε e + u, absolute
 * - swish is x · sigmoid: ε + 4 u
 * - mish is x (1 + 2e) / (1 + 2e + 2e²), or x e (e + 2) / (e (e + 2) + 2) on the left: 4 ε + 12 u
 * - gelu is x Φ(x)
 * - gelunew is x · sigmoid(2 √(2/π) (x + 0.044715 x³)), whose argument v is off by 8 u |v|: ε + 8 u |v| + 4 u, and no more than ε + 12 u on the
 *   right, where |v| sigmoid(−v) <= 0.28
 *
 * @internal
 */
export const ENTRYWISE: Readonly<Record<Exclude<EntrywiseName, "linear" | "relu" | "leakyrelu">, EntrywiseFunction>> = {
  elu: {
    value: (x) => (x > 0 ? x : expOfNegative(x) - 1),
    error: (x) => (x > 0 ? 0 : 2 * ELEMENTARY_ERROR),
    derivative: (x) => (x > 0 ? 1 : expOfNegative(x)),
  },
  selu: {
    value: (x) => (x > 0 ? SELU_SCALE * x : SELU_SCALE_ALPHA * (expOfNegative(x) - 1)),
    error: (x, y) => (x > 0 ? 2 ** -51 * y + ELEMENTARY_TINY : 4 * ELEMENTARY_ERROR),
    derivative: (x) => (x > 0 ? SELU_SCALE : SELU_SCALE_ALPHA * expOfNegative(x)),
  },
  sigmoid: {
    value: sigmoid,
    error: (_, y) => 2 * ELEMENTARY_ERROR * y + ELEMENTARY_TINY,
    derivative: (x) => sigmoid(x) * sigmoid(-x),
  },
  hardsigmoid: {
    value: (x) => Math.min(1, Math.max(0, HARD_SLOPE * x + 0.5)),
    error: (x) => (Math.abs(x) > 3 ? 0 : 2 ** -51), // a clipped sum is no further off than the sum
    derivative: (x) => (Math.abs(HARD_SLOPE * x) < 0.5 ? HARD_SLOPE : 0),
  },
  softplus: {
    value: (x) => Math.max(x, 0) + logOfOnePlus(expOfNegative(-Math.abs(x))),
    error: (_, y) => 4 * ELEMENTARY_ERROR * y + ELEMENTARY_TINY,
    derivative: sigmoid,
  },
  softsign: {
    value: (x) => x / (1 + Math.abs(x)),
    error: (_, y) => 2 ** -51 * Math.abs(y) + ELEMENTARY_TINY,
    derivative: (x) => 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))),
  },
  tanh: {
    value: tanh,
    error: () => 4 * ELEMENTARY_ERROR,
    derivative: (x) => (1 - tanh(x)) * (1 + tanh(x)),
  },
  swish: {
    value: (x) => x * sigmoid(x),
    error: (x, y) => 2 * ELEMENTARY_ERROR * Math.abs(y) + Math.abs(x) * ELEMENTARY_TINY,
    derivative: (x) => sigmoid(x) + x * sigmoid(x) * sigmoid(-x),
  },
  mish: {
    value: (x) => x * tanhOfSoftplus(x),
    error: (x, y) => 8 * ELEMENTARY_ERROR * Math.abs(y) + Math.abs(x) * ELEMENTARY_TINY,
    derivative: (x) => {
      const t = tanhOfSoftplus(x);
      return t + x * (1 - t) * (1 + t) * sigmoid(x);
    },
  },
  gelu: {
    value: (x) => x * normalDistribution(x).distribution,
    error: (x) => (Math.abs(x) > 10 ? 2 ** -50 : 2 * DISTRIBUTION_ERROR) * Math.abs(x) + ELEMENTARY_TINY,
    derivative: (x) => normalDistribution(x).distribution + x * normalDistribution(x).density,
  },
  gelunew: {
    value: (x) => x * sigmoid(geluArgument(x)),
    error: (x, y) => {
      const argument = x > 0 ? 1 : Math.min(Math.abs(geluArgument(x)), 1500); // beyond, sigmoid is 0
      return (2 * ELEMENTARY_ERROR + 2 ** -49 * argument) * Math.abs(y) + Math.abs(x) * ELEMENTARY_TINY;
    },
    derivative: (x) => {
      const s = sigmoid(geluArgument(x));
      return s + x * s * (1 - s) * GELU_FACTOR * (1 + 3 * GELU_CUBIC * x * x);
    },
  },
};

const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;
/** TensorFlow.js multiplies by the float32 next to 0.2. */
const HARD_SLOPE = Math.fround(0.2);
/** 2 √(2/π) */
const GELU_FACTOR = 1.5957691216057308;
const GELU_CUBIC = 0.044715;

function sigmoid(x: number): number {
  const e = expOfNegative(-Math.abs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

function tanh(x: number): number {
  const square = expOfNegative(-2 * Math.abs(x));
  const size = (1 - square) / (1 + square);
  return x < 0 ? -size : size;
}

function tanhOfSoftplus(x: number): number {
  const e = expOfNegative(-Math.abs(x));
  if (x < 0) return (e * (e + 2)) / (e * (e + 2) + 2);
  return (1 + 2 * e) / (1 + 2 * e + 2 * e * e);
}

function geluArgument(x: number): number {
  return GELU_FACTOR * (x + GELU_CUBIC * x * x * x);
}
