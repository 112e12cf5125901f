import { detach, type KernelMatrix } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernel } from "./has-kernel.ts";
import { zeroToOne } from "./zero-to-one.ts";

/**
 * `norm · w_o / ‖w_o‖₂` for each row o of the kernel matrix. A row of zeros is only multiplied by the norm.
 *
 * In one kernel where the backend has it and the rows come last in the kernel, else in some ten.
 *
 * @param matrix - how the kernel is a matrix
 * @param value - the kernel; differentiable
 * @param norm - of the rows of the result; a constant
 * @returns a tensor of the kernel's shape
 * @see Salimans & Kingma (2016), Weight Normalization, eqs. 2 and 3, https://arxiv.org/abs/1602.07868
 * @internal
 */
export function normalisedRows(matrix: KernelMatrix, value: tf.Tensor, norm: number): tf.Tensor {
  const composed = (w: tf.Tensor): tf.Tensor => {
    const { scaled, norms } = scaledRows(matrix, w);
    return tf.mul(tf.div(scaled, norms), norm);
  };
  if (!hasKernel(NORMALIZE) || !areRowsLast(matrix, value)) return composed(value);
  const attributes = { rows: matrix.groups * matrix.rows, norm };
  const normalise = tf.customGrad((...[given, save]: (tf.Tensor | tf.GradSaveFunc)[]) => {
    // The callback's arguments are typed as tensors or savers; the first is the tensor, the last the saver.
    const [w, keep] = [given as tf.Tensor, save as tf.GradSaveFunc];
    keep([w]);
    return {
      value: tf.engine().runKernel<tf.Tensor>(NORMALIZE, { value: w }, attributes),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedW] = saved as [tf.Tensor];
        // What is to be differentiated once more is made of operations that can be.
        if (tf.engine().state.gradientDepth > 0) return tf.grad(composed)(savedW, dy);
        return tf.engine().runKernel<tf.Tensor>(NORMALIZE_GRADIENT, { dy, value: savedW }, attributes);
      },
    };
  });
  return normalise(value);
}

/** Of `@lipschitz-gan/backend`, which has both or none. */
const NORMALIZE = "WeightNormalize";
const NORMALIZE_GRADIENT = "WeightNormalizeGradient";

/** Whether the kernel's memory has one number of each row after the other. */
function areRowsLast({ outputAxes }: KernelMatrix, { rank, dtype }: tf.Tensor): boolean {
  return dtype === "float32" && outputAxes.every((axis, i) => axis === rank - outputAxes.length + i);
}

/**
 * The rows divided by their largest entry, a constant for the gradient, and the norms of what that leaves, from 1 to √columns
 * (1 for a row of zeros), in a shape that broadcasts over the kernel.
 *
 * So neither the squares of the entries nor that of the norm, by which the gradient of a quotient divides, over- or underflow.
 *
 * @internal
 */
export function scaledRows(
  { outputAxes }: KernelMatrix,
  value: tf.Tensor,
): { readonly scale: tf.Tensor; readonly scaled: tf.Tensor; readonly norms: tf.Tensor } {
  const axes = [...value.shape.keys()].filter((axis) => !outputAxes.includes(axis));
  const scale = zeroToOne(detach(tf.max(tf.abs(value), axes, true)));
  const scaled = tf.div(value, scale);
  return { scale, scaled, norms: tf.sqrt(zeroToOne(tf.sum(tf.square(scaled), axes, true))) };
}
