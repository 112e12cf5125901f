// @ts-check
// An own constraint: max-norm. After every step each row of a kernel matrix, one row an output, is shortened to norm c.
import { statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * @param {{ c?: number }} options - the largest norm of a row
 * @returns {import("@lipschitz-gan/core").LipschitzConstraint}
 */
export function maxNorm({ c = 1 } = {}) {
  return {
    name: "max-norm",
    guarantee: {
      statement: "After every step each row of a kernel matrix has a norm of at most c.",
      promises: [
        { quantity: "row-norm", norm: "l2", sense: "always", bound: () => c },
        {
          quantity: "spectral-norm",
          norm: "l2",
          sense: "always",
          bound: ({ matrix }) => c * Math.sqrt(matrix?.rows ?? Infinity),
        },
      ],
    },
    preserves: ["entry", "row-norm"],
    bind: () => statelessBinding({ project: (weight) => shorten(weight, c) }),
  };
}

/**
 * @param {import("@lipschitz-gan/core").ConstrainedWeight} weight
 * @param {number} c
 */
function shorten({ variable, matrix }, c) {
  tf.tidy(() => {
    const outputs = matrix?.outputAxes ?? [];
    const axes = [...variable.shape.keys()].filter((axis) => !outputs.includes(axis));
    const norms = tf.sqrt(tf.sum(tf.square(variable), axes, true));
    variable.assign(tf.div(variable, tf.maximum(tf.div(norms, c), 1)));
  });
}

export const constraint = maxNorm;
