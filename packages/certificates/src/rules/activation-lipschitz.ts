import { rootUp } from "../rounding/round-up.ts";
import { checkCount } from "./internal/check.ts";

/** Parameters of an activation. */
export interface ActivationConfig {
  /**
   * Slope on the negative side: of leakyReLU (0.3 unless given, as in tf.layers), factor of elu (1), and all entries of
   * PReLU, which has no default.
   */
  readonly alpha?: number | ArrayLike<number>;
  /** Number of entries along the axis of logSoftmax. */
  readonly size?: number;
}

/**
 * The Lipschitz constant of an activation of tf.layers in the l2 norm, the smallest there is, rounded up.
 *
 * | activation | constant | |
 * |---|---|---|
 * | linear, relu, relu6, softplus, softsign, tanh | 1 | |
 * | leakyReLU, PReLU, elu | max(1, max \|alpha\|) | |
 * | selu | 1.7581 | its scale · alpha, 1.758099…, on the left of 0 |
 * | sigmoid | 1/4 | at 0 |
 * | hardSigmoid | fround(0.2) | TensorFlow.js multiplies by the float32 next to 0.2 |
 * | softmax | 1/2 | Var_p(v) <= (max v - min v)² / 4 <= \|v\|² / 2, attained at two equal entries |
 * | logSoftmax | √size | of `I - 1 pᵀ`, largest at the corners of the simplex; 0 for size 1 |
 * | swish | 1.09984 | 1.0998393… at 2.39936 |
 * | mish | 1.0885 | 1.0884982… at 1.49057 |
 * | gelu | 1.12891 | 1.1289041… at √2 |
 * | gelu_new | 1.129 | 1.1289931… at 1.41850 |
 *
 * thresholdedReLU jumps, so it has none. Softmax and logSoftmax act along one axis of a sample.
 *
 * @param name - the activation's name in tf.layers; `"leakyReLU"`, `"PReLU"` and `"thresholdedReLU"` for the layers
 * @param config - its parameters
 * @returns the constant, > 0
 * @throws RangeError for an activation without a rule or a constant, and for a missing or bad parameter
 *
 * @example
 * ```ts
 * import { activationLipschitz } from "@lipschitz-gan/certificates";
 *
 * activationLipschitz("relu"); // => 1
 * activationLipschitz("leakyReLU", { alpha: -2 }); // => 2
 * activationLipschitz("logSoftmax", { size: 9 }); // => 3
 * activationLipschitz("thresholdedReLU"); // => throws /not continuous/
 * activationLipschitz("cube"); // => throws /must be one of.*received cube/
 * ```
 * @see Gao & Pavel (2017), On the properties of the softmax function, https://arxiv.org/abs/1704.00805, where softmax has 1
 */
export function activationLipschitz(name: string, config: ActivationConfig = {}): number {
  const constant = CONSTANTS.get(name);
  if (constant !== undefined) return constant;
  switch (name) {
    case "leakyReLU":
      return slopeLipschitz(name, config.alpha ?? 0.3);
    case "elu":
      return slopeLipschitz(name, config.alpha ?? 1);
    case "PReLU":
      return slopeLipschitz(name, config.alpha);
    case "logSoftmax":
      checkCount(`${WHERE}(logSoftmax)`, "size", config.size ?? Number.NaN);
      return config.size === 1 ? 0 : rootUp(config.size ?? Number.NaN); // of one entry it is always 0
    case "thresholdedReLU":
      throw new RangeError(
        `${WHERE}: the activation must have a Lipschitz constant, received thresholdedReLU, which is not continuous`,
      );
    default:
      throw new RangeError(`${WHERE}: the activation must be one of ${NAMES.join(", ")}, received ${name}`);
  }
}

const WHERE = "activationLipschitz";

const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ["linear", 1],
  ["relu", 1],
  ["relu6", 1],
  ["softplus", 1],
  ["softsign", 1],
  ["tanh", 1],
  ["sigmoid", 1 / 4],
  ["hardSigmoid", Math.fround(0.2)],
  ["softmax", 1 / 2],
  ["selu", 1.7581],
  ["swish", 1.09984],
  ["mish", 1.0885],
  ["gelu", 1.12891],
  ["gelu_new", 1.129],
]);

const NAMES = [...CONSTANTS.keys(), "leakyReLU", "elu", "PReLU", "logSoftmax"];

/** Of a function with slope 1 on the right and alpha (times something in [0, 1]) on the left. */
function slopeLipschitz(name: string, alpha: number | ArrayLike<number> | undefined): number {
  const slopes = typeof alpha === "number" ? [alpha] : Array.from(alpha ?? []);
  if (slopes.length === 0 || !slopes.every(Number.isFinite)) {
    const received = slopes.find((slope) => !Number.isFinite(slope)) ?? "none";
    throw new RangeError(`${WHERE}(${name}): alpha must be finite numbers, received ${received}`);
  }
  // TensorFlow.js takes the float32 next to alpha.
  return slopes.reduce((largest, slope) => Math.max(largest, Math.abs(slope), Math.abs(Math.fround(slope))), 1);
}
