import * as tf from "@tensorflow/tfjs-core";

import { entrywise, type Operation } from "./contract.ts";

const positive = (x: number) => Math.abs(x) + 0.4;
const insideOne = (x: number) => 0.8 * Math.tanh(x);
const wide = (x: number) => 5 * x;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.log1p(Math.exp(x));
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** Abramowitz & Stegun 7.1.5, the Taylor series: converges to float64 on the tested range. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n += 1) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Entrywise operations of one argument. */
export const unary: Operation[] = [
  entrywise(
    "ceil",
    (x) => tf.mul(x, tf.ceil(x)),
    (x) => x * Math.ceil(x),
  ),
  entrywise(
    "floor",
    (x) => tf.mul(x, tf.floor(x)),
    (x) => x * Math.floor(x),
  ),
  entrywise(
    "round",
    (x) => tf.mul(x, tf.round(tf.mul(x, 3))),
    (x) => x * Math.round(3 * x),
  ),
  entrywise(
    "sign",
    (x) => tf.mul(tf.square(x), tf.sign(x)),
    (x) => x * x * Math.sign(x),
  ),
  entrywise(
    "step",
    (x) => tf.mul(tf.square(x), tf.step(x, -0.5)),
    (x) => x * x * (x > 0 ? 1 : -0.5),
  ),
  entrywise(
    "onesLike",
    (x) => tf.add(tf.mul(x, tf.onesLike(x)), tf.zerosLike(x)),
    (x) => x,
  ),
  entrywise(
    "isNaN, isInf, isFinite",
    (x) => tf.where(tf.logicalOr(tf.isNaN(x), tf.isInf(x)), x, tf.where(tf.isFinite(x), tf.square(x), x)),
    (x) => x * x,
  ),
  entrywise(
    "comparisons",
    (x) => tf.where(tf.logicalOr(tf.greaterEqual(x, 0.2), tf.less(x, -0.2)), tf.square(x), x),
    (x) => (x >= 0.2 || x < -0.2 ? x * x : x),
  ),
  entrywise(
    "equality",
    (x) => tf.where(tf.logicalAnd(tf.notEqual(x, 0.2), tf.logicalNot(tf.equal(x, 0))), tf.square(x), x),
    (x) => x * x,
  ),
  entrywise("abs", tf.abs, Math.abs),
  entrywise("acos", tf.acos, Math.acos, insideOne),
  entrywise("acosh", tf.acosh, Math.acosh, (x) => Math.abs(x) + 1.4),
  entrywise("asin", tf.asin, Math.asin, insideOne),
  entrywise("asinh", tf.asinh, Math.asinh),
  entrywise("atan", tf.atan, Math.atan),
  entrywise("atanh", tf.atanh, Math.atanh, insideOne),
  entrywise(
    "clipByValue",
    (x) => tf.clipByValue(x, -0.2, 0.1),
    (x) => Math.min(0.1, Math.max(-0.2, x)),
  ),
  entrywise("cos", tf.cos, Math.cos),
  entrywise("cosh", tf.cosh, Math.cosh),
  entrywise("elu", tf.elu, (x) => (x > 0 ? x : Math.expm1(x)), wide),
  entrywise("erf", tf.erf, erf),
  entrywise("exp", tf.exp, Math.exp),
  entrywise("expm1", tf.expm1, Math.expm1),
  entrywise(
    "gelu",
    (x) => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
    (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  ),
  entrywise(
    "leakyRelu",
    (x) => tf.leakyRelu(x, 0.2),
    (x) => (x > 0 ? x : 0.2 * x),
  ),
  entrywise("log", tf.log, Math.log, positive),
  entrywise("log1p", tf.log1p, Math.log1p, positive),
  entrywise("logSigmoid", tf.logSigmoid, (x) => -softplus(-x)),
  entrywise(
    "mish",
    (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
    (x) => x * Math.tanh(softplus(x)),
  ),
  entrywise("neg", tf.neg, (x) => -x),
  entrywise(
    "pow with a constant exponent",
    (x) => tf.pow(x, 3),
    (x) => x ** 3,
  ),
  entrywise("reciprocal", tf.reciprocal, (x) => 1 / x, positive),
  entrywise("relu", tf.relu, (x) => Math.max(0, x)),
  entrywise(
    "relu6",
    tf.relu6,
    (x) => Math.min(6, Math.max(0, x)),
    (x) => 20 * x,
  ),
  entrywise("rsqrt", tf.rsqrt, (x) => 1 / Math.sqrt(x), positive),
  entrywise("selu", tf.selu, (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)), wide),
  entrywise("sigmoid", tf.sigmoid, sigmoid),
  entrywise("sin", tf.sin, Math.sin),
  entrywise("sinh", tf.sinh, Math.sinh),
  entrywise("softplus", tf.softplus, softplus),
  entrywise(
    "softsign",
    (x) => tf.div(x, tf.add(1, tf.abs(x))),
    (x) => x / (1 + Math.abs(x)),
  ),
  entrywise("sqrt", tf.sqrt, Math.sqrt, positive),
  entrywise("square", tf.square, (x) => x * x),
  entrywise(
    "swish",
    (x) => tf.mul(x, tf.sigmoid(x)),
    (x) => x * sigmoid(x),
  ),
  entrywise("tan", tf.tan, Math.tan),
  entrywise("tanh", tf.tanh, Math.tanh),
];

/** Second argument broadcast along rows: `[2, 4]` with `[4]`. */
function binary(
  name: string,
  op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  mirror: (a: number, b: number) => number,
  domain?: (value: number, argument: number) => number,
): Operation {
  return {
    name,
    shapes: [[2, 4], [4]],
    op,
    mirror: (a = [], b = []) => a.map((value, i) => mirror(value, b[i % b.length] ?? Number.NaN)),
    ...(domain ? { domain } : {}),
  };
}

// 0.05 apart from each other as well, so that no a equals a b
const apart = (x: number, argument: number) => (argument === 0 ? x : x + 0.05);
const away = (x: number, argument: number) => (argument === 0 ? x : positive(x));

/** Entrywise operations of two, the second broadcast. */
export const pairs: Operation[] = [
  binary("add", tf.add, (a, b) => a + b),
  binary("sub", tf.sub, (a, b) => a - b),
  binary("mul", tf.mul, (a, b) => a * b),
  binary("div", tf.div, (a, b) => a / b, away),
  binary("atan2", tf.atan2, (a, b) => Math.atan2(a, b), away),
  binary("pow", tf.pow, (a, b) => a ** b, positive),
  binary(
    "mod",
    tf.mod,
    (a, b) => a - b * Math.floor(a / b),
    (x, argument) => (argument === 0 ? x / 4 + 5 : 2 + x / 10),
  ),
  binary("maximum", tf.maximum, Math.max, apart),
  binary("minimum", tf.minimum, Math.min, apart),
  binary("squaredDifference", tf.squaredDifference, (a, b) => (a - b) ** 2),
  binary("prelu", tf.prelu, (x, alpha) => (x > 0 ? x : alpha * x)),
  binary(
    "where",
    (a, b) => tf.where(tf.greater(a, 0), tf.square(a), tf.mul(a, b)),
    (a, b) => (a > 0 ? a * a : a * b),
  ),
  binary(
    "where not",
    (a, b) => tf.where(tf.logicalNot(tf.lessEqual(a, 0)), tf.square(a), b),
    (a, b) => (a > 0 ? a * a : b),
  ),
  binary(
    "maximum of a scaled self",
    (a, b) => tf.mul(b, tf.maximum(a, tf.mul(0.2, a))),
    (a, b) => b * Math.max(a, 0.2 * a),
  ),
];
