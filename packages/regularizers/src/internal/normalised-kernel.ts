import { type KernelMatrix, singularValueEstimate, type SingularVectors } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { dividedBy } from "./divided-by.ts";
import { hasKernel } from "./has-kernel.ts";

/**
 * `scale · W / |uᵀWv|`, see {@link dividedBy} for what happens at zero and at infinity; u and v are constants.
 *
 * In two kernels where the backend has them and the matrix lies in the kernel as it is, else in some twenty.
 *
 * @param matrix - how the kernel is a matrix
 * @param value - the kernel; differentiable
 * @param vectors - u and v
 * @param scale - a constant
 * @returns a tensor of the kernel's shape
 * @see Miyato et al. (2018), eqs. 8 and 12, https://arxiv.org/abs/1802.05957
 * @internal
 */
export function normalisedKernel(
  matrix: KernelMatrix,
  value: tf.Tensor,
  vectors: SingularVectors,
  scale: number,
): tf.Tensor {
  const composed = (w: tf.Tensor, pair: SingularVectors): tf.Tensor =>
    dividedBy(w, singularValueEstimate(matrix.toBlocks(w), pair), scale);
  if (!hasKernel(NORMALIZE) || !isMatrixAsItLies(matrix, value)) return composed(value, vectors);
  const { u, v } = vectors;
  const normalise = tf.customGrad((...[given, save]: (tf.Tensor | tf.GradSaveFunc)[]) => {
    // The callback's arguments are typed as tensors or savers; the first is the tensor, the last the saver.
    const [w, keep] = [given as tf.Tensor, save as tf.GradSaveFunc];
    const product = tf.matMul(v, matrix.toBlocks(w), true, false);
    const results = tf.engine().runKernel<tf.Tensor[]>(NORMALIZE, { value: w, product, u }, { scale });
    const [bar, division] = results as [tf.Tensor, tf.Tensor]; // it gives two
    keep([w, u, v, division]);
    return {
      value: bar,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedW, savedU, savedV, divided] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        // What is to be differentiated once more is made of operations that can be.
        if (tf.engine().state.gradientDepth > 0) {
          return tf.grad((x: tf.Tensor) => composed(x, { u: savedU, v: savedV }))(savedW, dy);
        }
        const inputs = { dy, value: savedW, u: savedU, v: savedV, division: divided };
        return tf.engine().runKernel<tf.Tensor>(NORMALIZE_GRADIENT, inputs, { scale });
      },
    };
  });
  return normalise(value);
}

/** Of `@lipschitz-gan/backend`, which has both or none. */
const NORMALIZE = "SpectralNormalize";
const NORMALIZE_GRADIENT = "SpectralNormalizeGradient";

/** Whether the transposed matrix is the kernel's own memory: one block, outputs last. */
function isMatrixAsItLies({ groups, outputAxes }: KernelMatrix, { shape, dtype }: tf.Tensor): boolean {
  return groups === 1 && outputAxes.length === 1 && outputAxes[0] === shape.length - 1 && dtype === "float32";
}
