import { create, erfDependencies } from "mathjs";

const math = create(erfDependencies ?? {});

/** Activations that act on every entry, by their names in tf.layers. */
export type EntrywiseActivation =
  | "linear"
  | "relu"
  | "relu6"
  | "leakyReLU"
  | "elu"
  | "selu"
  | "sigmoid"
  | "hardSigmoid"
  | "softplus"
  | "softsign"
  | "tanh"
  | "swish"
  | "mish"
  | "gelu"
  | "gelu_new";

/**
 * An activation by its definition, in float64.
 *
 * @param name - which
 * @param alpha - slope of leakyReLU on the left, factor of elu; as TensorFlow.js takes it, a float32
 * @returns the function
 */
export function activationOracle(name: EntrywiseActivation, alpha = 1): (x: number) => number {
  switch (name) {
    case "linear":
      return (x) => x;
    case "relu":
      return (x) => Math.max(0, x);
    case "relu6":
      return (x) => Math.min(6, Math.max(0, x));
    case "leakyReLU":
      return (x) => (x < 0 ? alpha * x : x);
    case "elu":
      return (x) => (x < 0 ? alpha * Math.expm1(x) : x);
    case "selu":
      return (x) => SELU_SCALE * (x < 0 ? SELU_ALPHA * Math.expm1(x) : x);
    case "sigmoid":
      return sigmoid;
    case "hardSigmoid":
      return (x) => Math.min(1, Math.max(0, Math.fround(0.2) * x + 0.5));
    case "softplus":
      return softplus;
    case "softsign":
      return (x) => x / (1 + Math.abs(x));
    case "tanh":
      return Math.tanh;
    case "swish":
      return (x) => x * sigmoid(x);
    case "mish":
      return (x) => x * Math.tanh(softplus(x));
    case "gelu":
      return (x) => 0.5 * x * (1 + math.erf(x / Math.SQRT2));
    default: // gelu_new
      return (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  }
}

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

function sigmoid(x: number): number {
  return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

const REACH = 16;
const STEP = 2 ** -7;

/**
 * The steepest slope of an activation between neighbours of a grid of step 1/128 on `[−16, 16]`: at most its Lipschitz
 * constant, and at least 0.99 times that: of softsign, whose slope `1 / (1 + |x|)²` falls fastest from its largest, it is `1 / (1 + 1/128)`.
 *
 * @param name - which
 * @param alpha - its parameter
 * @returns the slope, right to `2^-40`: the difference of two values up to 64 with some roundings each, over the step
 */
export function steepestSlope(name: EntrywiseActivation, alpha = 1): number {
  const key = `${name} ${alpha}`;
  const known = slopes.get(key);
  if (known !== undefined) return known;
  const f = activationOracle(name, alpha);
  let steepest = 0;
  for (let x = -REACH; x < REACH; x += STEP) steepest = Math.max(steepest, Math.abs(f(x + STEP) - f(x)) / STEP);
  slopes.set(key, steepest);
  return steepest;
}

const slopes = new Map<string, number>();
