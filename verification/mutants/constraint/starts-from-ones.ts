import { type ConstrainedWeight, statelessBinding } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";
import { frobenius } from "./frobenius.ts";

const EPSILON = 1e-12;

/** The rows of a kernel's matrix, or of its first block. */
function matrixOf({ matrix }: ConstrainedWeight, value: tf.Tensor): tf.Tensor2D {
  return tf.transpose(tf.squeeze(tf.slice(matrix!.toBlocks(value), 0, 1), [0])); // kernels only
}

function unit(x: tf.Tensor): tf.Tensor {
  return tf.div(x, tf.add(tf.norm(x), EPSILON));
}

/** Where the rows of a matrix cancel, as in [[1, 2], [-1, -2]], the first v is zero, and so is all that follows. */
export const mutant: Mutant = constraintMutant(
  "starts-from-ones",
  "Power iteration starts from a vector of ones in place of a random one, and stays in the space that it starts in.",
  () => ({
    ...frobenius({
      guarantee: {
        statement: "The spectral norm of each kernel tends to one.",
        promises: [{ quantity: "spectral-norm", norm: "l2", sense: "in-the-limit", bound: () => 1 }],
      },
    }),
    bind: (weights) => {
      const vectors = Object.fromEntries(
        weights.map(({ name, matrix }) => [`${name}/u`, tf.tidy(() => tf.variable(tf.ones([matrix!.rows, 1]), false))]), // kernels only
      );
      const uOf = ({ name }: ConstrainedWeight): tf.Variable => vectors[`${name}/u`]!; // one a weight
      const dispose = (): void => Object.values(vectors).forEach((vector) => vector.dispose());
      return {
        ...statelessBinding({
          parametrize: (weight, value) =>
            tf.tidy(() => {
              const sigma = tf.norm(tf.matMul(matrixOf(weight, value), uOf(weight), true));
              return tf.div(value, tf.add(sigma, EPSILON));
            }),
        }),
        update: (weight, value) => {
          tf.tidy(() => {
            const matrix = matrixOf(weight, value);
            uOf(weight).assign(unit(tf.matMul(matrix, unit(tf.matMul(matrix, uOf(weight), true)))));
          });
        },
        state: () => vectors,
        dispose,
        [Symbol.dispose]: dispose,
      };
    },
  }),
);
