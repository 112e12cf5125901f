import { UNIT } from "./rounding.ts";

/**
 * An activation that acts on every entry, as the checker knows it.
 *
 * @internal
 */
export interface Activation {
  /** No two points have a larger slope between them, in size. */
  readonly upper: number;
  /** 1 where the slope 1 surely occurs, else 0. */
  readonly lower: 0 | 1;
  /** All slopes between two points lie in it. */
  readonly slopes: readonly [number, number];
  /** The same for points in `[low, high]`, at an entry of the sample. */
  readonly slopesOn: (low: number, high: number, entry: number) => readonly [number, number];
  /** The function in float64, at an entry of the sample. */
  readonly value: (x: number, entry: number) => number;
  /** A bound on the error of `value` at x, where its value is y. */
  readonly error: (x: number, y: number) => number;
}

/** Smaller results than this may be wrong altogether: `e^x` is not followed below `e^-690`. */
const FLOOR = 2 ** -990;

/** ln 2 in two parts; products of the first by integers below 2^11 are exact. */
const LN2_HIGH = 0.69314718036912381649; // 0x3fe62e42fee00000
const LN2_LOW = 1.90821492927058770002e-10;

/** `1 + r/2 + r²/6 + …`, so that `e^r = 1 + r q`, for |r| <= 0.36: 15 terms, the next below 2^-60. */
function expQuotient(r: number): number {
  let q = 1;
  for (let n = 15; n >= 2; n--) q = 1 + (r * q) / n;
  return q;
}

/**
 * `e^x` with a relative error below 6u, for x <= 700; 0 below −690.
 *
 * With k the integer next to `x / ln 2`, `r = (x − k LN2_HIGH) − k LN2_LOW`: the first difference is exact, since its terms are within
 * a factor of 2 of each other or k is 0, and the second has one rounding, u |r| < 0.36u, and that of the product, below 2^-85.
 * In `1 + r q` the sum has one rounding, u, and q, of error below 1.5u |q|, and the product add at most 2.5u · 0.36 · 1.2 to a sum that is at
 * least 0.69: together below 4u. Powers of two are exact.
 *
 * @see Cody & Waite (1980), Software manual for the elementary functions, chapter 6
 * @internal
 */
export function exponential(x: number): number {
  if (x < -690) return 0;
  if (x > 700) return Infinity;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let y = 1 + r * expQuotient(r);
  for (let left = Math.abs(k); left > 0; left--) y *= k > 0 ? 2 : 0.5;
  return y;
}

/**
 * `e^x − 1` with a relative error below 24u: `r q` as it is near 0, and beyond it a difference whose terms are at most 3.4 times as large
 * as itself, 3.4 · 6u + u.
 *
 * @internal
 */
export function exponentialMinusOne(x: number): number {
  return Math.abs(x) <= 0.35 ? x * expQuotient(x) : exponential(x) - 1;
}

/**
 * `ln (1 + y)` for y in [0, 1], with a relative error below 8u: twice the area hyperbolic tangent `s + s³/3 + s⁵/5 + …` of
 * `s = y / (2 + y) <= 1/3`, whose terms are positive; 19 of them, the next below 2^-65.
 *
 * @internal
 */
export function logarithmOfOnePlus(y: number): number {
  const s = y / (2 + y);
  let sum = 0;
  for (let n = 37; n >= 3; n -= 2) sum = s * s * (1 / n + sum);
  return 2 * (s + s * sum);
}

/**
 * `ln x` for x >= 1, wrong by at most `9u (1 + ln x)`.
 *
 * @internal
 */
export function logarithm(x: number): number {
  if (!(x < Infinity)) return x;
  let k = 0;
  let m = x;
  for (; m >= 2; m /= 2) k++;
  return k * Math.LN2 + logarithmOfOnePlus(m - 1); // m - 1 is exact
}

/** 1 / (1 + e^-x), relative error below 9u. */
function sigmoid(x: number): number {
  return 1 / (1 + exponential(-x));
}

/** ln (1 + e^x): both terms are >= 0; relative error below 16u. */
function softplus(x: number): number {
  return Math.max(x, 0) + logarithmOfOnePlus(exponential(-Math.abs(x)));
}

/** With t = e^(-2|x|) − 1 in (−1, 0], −t / (2 + t); relative error below 24u + 24u + 3u. */
function tanh(x: number): number {
  const t = exponentialMinusOne(-2 * Math.abs(x));
  return x < 0 ? t / (2 + t) : -t / (2 + t);
}

/** √(2π), the float64 next to it. */
const ROOT_OF_TWO_PI = 2.5066282746310002;

/**
 * The normal distribution function, `1/2 + e^(-x²/2) / √(2π) · S` with `S = x + x³/3 + x⁵/15 + …`, whose terms have one sign.
 *
 * Term n has 3n roundings; since `S' = 1 + x S`, the mean of n over the terms is at most x²/2 <= 41, which makes 123u. From n = 81 on
 * terms halve, so there are at most 141 additions, u each. The exponential has 6u and 41u from its argument, the rest 4u: 315u of
 * something that is at most 1/2.
 */
function normalDistribution(x: number): number {
  if (x < -9 || x > 9) return x < 0 ? 0 : 1; // off by less than 2^-62
  let term = x;
  let sum = 0;
  for (let n = 3; Math.abs(term) > Math.abs(sum) * 2 ** -60; n += 2) {
    sum += term;
    term *= (x * x) / n;
  }
  return 0.5 + (exponential((-x * x) / 2) / ROOT_OF_TWO_PI) * sum;
}
const NORMAL_ERROR = 160 * UNIT;

/** The inner function of gelu_new: √(2/π) (x + 0.044715 x³). */
function cubic(x: number): number {
  return 0.7978845608028654 * (x + 0.044715 * x * x * x);
}

const relative =
  (count: number) =>
  (_: number, y: number): number =>
    count * UNIT * Math.abs(y) + FLOOR;

/** The same, where nothing is computed on the right of 0. */
const onTheLeft =
  (count: number) =>
  (x: number, y: number): number =>
    x < 0 ? count * UNIT * Math.abs(y) + FLOOR : 0;

/** Slope 1 on the right of 0; on its left `slopes`, of which an entry has the one that `index` names. */
export function leaky(slopes: Float64Array, index: (entry: number) => number): Activation {
  const slopeAt = (entry: number): number => slopes[index(entry)] as number;
  const least = slopes.reduce((a, b) => Math.min(a, b), 1);
  const largest = slopes.reduce((a, b) => Math.max(a, b), 1);
  return {
    upper: Math.max(-least, largest),
    lower: 1,
    slopes: [least, largest],
    slopesOn: (low, high, entry) => {
      const slope = slopeAt(entry);
      return low >= 0 ? [1, 1] : [Math.min(slope, high <= 0 ? slope : 1), Math.max(slope, high <= 0 ? slope : 1)];
    },
    value: (x, entry) => (x < 0 ? slopeAt(entry) * x : x),
    error: onTheLeft(2),
  };
}

/** Cut off at 0 and at a ceiling. */
export function clipped(ceiling: number): Activation {
  return {
    upper: 1,
    lower: 1,
    slopes: [0, 1],
    slopesOn: (low, high) => {
      if (high <= 0 || low >= ceiling) return [0, 0];
      return low >= 0 && high <= ceiling ? [1, 1] : [0, 1];
    },
    value: (x) => Math.min(Math.max(x, 0), ceiling),
    error: () => 0,
  };
}

/** alpha (e^x − 1) on the left of 0, x on its right. */
export function elu(alpha: number): Activation {
  const value = (x: number): number => (x < 0 ? alpha * exponentialMinusOne(x) : x);
  return { ...smooth([Math.min(0, alpha), Math.max(1, alpha)], value, onTheLeft(26)), lower: 1 };
}

/** TensorFlow.js multiplies by the float32 next to 0.2. */
const HARD_SLOPE = Math.fround(0.2);
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** A function of which no more is known than all its slopes. */
function smooth(
  slopes: readonly [number, number],
  value: (x: number) => number,
  error: (x: number, y: number) => number,
): Activation {
  return { upper: Math.max(-slopes[0], slopes[1]), lower: 0, slopes, slopesOn: () => slopes, value, error };
}

/**
 * The activations of tf.layers by name, in lower case without underscores.
 *
 * Where the largest slope is no round number it is rounded up: selu has scale · alpha = 1.758099… on the left of 0, swish 1.0998393… at
 * 2.39936, mish 1.0884982… at 1.49057 and −0.1125263… at −2.56435, gelu 1.1289041… at √2, gelu_new 1.1289931… at 1.4185; slopes of
 * swish and gelu at x and −x add up to 1. Softmax and its logarithm mix entries and are not among them.
 *
 * @internal
 */
export const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  [
    "linear",
    {
      ...smooth(
        [1, 1],
        (x) => x,
        () => 0,
      ),
      lower: 1 as const,
    },
  ],
  ["relu", clipped(Infinity)],
  ["relu6", clipped(6)],
  ["elu", elu(1)],
  [
    "selu",
    smooth(
      [0, 1.7581],
      (x) => SELU_SCALE * (x < 0 ? SELU_ALPHA * exponentialMinusOne(x) : x),
      (x, y) => (x < 0 ? 30 : 3) * UNIT * Math.abs(y) + FLOOR,
    ),
  ],
  ["sigmoid", smooth([0, 0.25], sigmoid, relative(10))],
  [
    "hardsigmoid",
    {
      ...smooth(
        [0, HARD_SLOPE],
        (x) => Math.min(Math.max(HARD_SLOPE * x + 0.5, 0), 1),
        () => 3 * UNIT,
      ),
      slopesOn: (low, high) => {
        if (high <= -2.5 || low >= 2.5) return [0, 0]; // it bends at ±2.49999996…
        return low >= -2.4999 && high <= 2.4999 ? [HARD_SLOPE, HARD_SLOPE] : [0, HARD_SLOPE];
      },
    },
  ],
  ["softplus", smooth([0, 1], softplus, relative(18))],
  ["softsign", smooth([0, 1], (x) => x / (1 + Math.abs(x)), relative(4))],
  ["tanh", smooth([0, 1], tanh, relative(54))],
  ["swish", smooth([-0.09984, 1.09984], (x) => x * sigmoid(x), relative(12))],
  ["mish", smooth([-0.1126, 1.0885], (x) => x * tanh(softplus(x)), relative(80))],
  [
    "gelu",
    smooth(
      [-0.12891, 1.12891],
      (x) => x * normalDistribution(x),
      (x, y) => NORMAL_ERROR * Math.abs(x) + 2 * UNIT * Math.abs(y) + FLOOR,
    ),
  ],
  [
    "gelunew",
    smooth(
      [-0.129, 1.129],
      (x) => 0.5 * x * (1 + tanh(cubic(x))),
      (x) => 40 * UNIT * Math.abs(x) + FLOOR,
    ),
  ],
]);
