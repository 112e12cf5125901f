import { type BoundConstraint, type ConstrainedWeight, detach, type LipschitzConstraint } from "@lipschitz-gan/core";
import { weightNorm, type WeightNormOptions } from "@lipschitz-gan/regularizers";
import * as tf from "@tensorflow/tfjs-core";

/** The parts of which a normalisation is made; each unless given is the right one. */
export interface WrongNorm {
  /** What the rows are divided by, in a shape that broadcasts over the kernel. */
  readonly divisor?: (weight: ConstrainedWeight, value: tf.Tensor) => tf.Tensor;
  /** What the gains start from, from the kernel's row norms. */
  readonly startGain?: (norms: tf.Tensor) => tf.Tensor;
  /** The factor of every row without gains. */
  readonly factor?: (options: WeightNormOptions, nWeights: number) => number;
  /** Hooks that differ, given the gains. */
  readonly hooks?: (gains: Readonly<Record<string, tf.Variable>>) => Partial<BoundConstraint>;
}

/** Weight normalisation of parts of one's own, with the name and the guarantee of the right one. */
export function normWith({
  divisor = rowNorms,
  startGain = (start) => start,
  factor = rightFactor,
  hooks = () => ({}),
}: WrongNorm): (options: WeightNormOptions) => LipschitzConstraint {
  return (options) => ({
    ...weightNorm(options),
    bind: (weights) => {
      const gains = Object.fromEntries(
        (options.gain === true ? weights : []).map((weight) => {
          const start = tf.tidy(() => tf.variable(startGain(rowNorms(weight, weight.variable))));
          return [`${weight.name}/gain`, start] as const;
        }),
      );
      return {
        parametrize: (weight, value) =>
          tf.tidy(() => {
            const gain = gains[`${weight.name}/gain`] ?? factor(options, weights.length);
            const norm = divisor(weight, value);
            const size = detach(norm); // the gradient of a quotient squares its divisor, which then is 1
            return tf.mul(tf.div(tf.div(value, size), tf.div(norm, size)), gain);
          }),
        trainable: () => gains,
        state: () => gains,
        dispose: () => tf.dispose(Object.values(gains)),
        [Symbol.dispose]: () => {},
        ...hooks(gains),
      };
    },
  });
}

function rightFactor({ k = 1, kPerWeight }: WeightNormOptions, nWeights: number): number {
  return kPerWeight ?? k ** (1 / nWeights);
}

/** The axes over which the norm of a row is taken. */
export function rowAxes({ matrix, shape }: ConstrainedWeight): readonly number[] {
  return [...shape.keys()].filter((axis) => matrix?.outputAxes.includes(axis) !== true);
}

/** The norms of rows along some axes, 1 for rows of zeros; divided by the largest entry on the way. */
export function norms(value: tf.Tensor, axes: readonly number[]): tf.Tensor {
  const scale = orOne(detach(tf.max(tf.abs(value), [...axes], true)));
  const squares = tf.sum(tf.square(tf.div(value, scale)), [...axes], true);
  return tf.mul(scale, tf.sqrt(orOne(squares)));
}

/** 1 in place of 0. */
function orOne(x: tf.Tensor): tf.Tensor {
  return tf.add(x, tf.cast(tf.equal(x, 0), "float32"));
}

/** The right norms, of output channels. */
export function rowNorms(weight: ConstrainedWeight, value: tf.Tensor): tf.Tensor {
  return norms(value, rowAxes(weight));
}
