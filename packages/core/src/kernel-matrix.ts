import * as tf from "@tensorflow/tfjs-core";
import { ShapeError } from "./errors.ts";

/** What a weight does in its layer; decides which of its axes are outputs. */
export type WeightKind = "dense" | "conv" | "conv-transpose" | "depthwise" | "embedding" | "bias" | "scale" | "unknown";

/**
 * A kernel seen as the paper's matrix: rows are output channels, columns are everything else.
 *
 * A depthwise kernel is the block diagonal matrix of its channels: `groups` blocks, each `rows x columns`. All other
 * kernels are one block.
 */
export interface KernelMatrix {
  /** Number of diagonal blocks; 1 except for depthwise kernels. */
  readonly groups: number;
  /** Outputs of one block. */
  readonly rows: number;
  /** Inputs of one block, kernel positions counted in. */
  readonly columns: number;
  /** The axes of the kernel's own shape that count outputs. */
  readonly outputAxes: readonly number[];
  /**
   * The blocks of a kernel, transposed, since TensorFlow.js keeps the outputs last.
   *
   * @param value - the kernel in its own shape
   * @returns shape `[groups, columns, rows]`; differentiable
   */
  toBlocks(value: tf.Tensor): tf.Tensor3D;
}

/**
 * How a kernel of a given kind and shape becomes the matrix whose norm is constrained.
 *
 * - dense `[in, out]` and embedding `[vocabulary, out]`: their transpose, `out x in`
 * - conv `[...window, in, out]`: `out x (in · window)`
 * - transposed conv `[...window, out, in]`: `out x (in · window)`
 * - depthwise `[kh, kw, in, multiplier]`: block diagonal, one `multiplier x (kh · kw)` block for each input channel
 *
 * @param kind - what the weight does in its layer
 * @param shape - the kernel's shape
 * @returns the matrix view, or `null` for a kind that has none (biases, scales, unknown layers)
 * @throws {@link ShapeError} if the rank does not fit the kind
 *
 * @example
 * ```ts
 * import { kernelMatrix } from "@lipschitz-gan/core";
 *
 * const { groups, rows, columns } = kernelMatrix("conv", [3, 3, 64, 128])!;
 * [groups, rows, columns]; // => [1, 128, 576]
 * ```
 * @see Miyato et al. (2018), Spectral Normalization for Generative Adversarial Networks, section 2.1 and footnote 3, https://arxiv.org/abs/1802.05957
 */
export function kernelMatrix(kind: WeightKind, shape: readonly number[]): KernelMatrix | null {
  switch (kind) {
    case "dense":
    case "embedding":
      checkRank(kind, shape, 2, 2);
      return lastAxisOut(shape);
    case "conv":
      checkRank(kind, shape, 3, 5);
      return lastAxisOut(shape);
    case "conv-transpose":
      checkRank(kind, shape, 4, 5);
      return transposed(shape);
    case "depthwise":
      checkRank(kind, shape, 4, 4);
      return depthwise(shape);
    default:
      return null;
  }
}

function lastAxisOut(shape: readonly number[]): KernelMatrix {
  const rows = size(shape.slice(-1));
  const columns = size(shape.slice(0, -1));
  return {
    groups: 1,
    rows,
    columns,
    outputAxes: [shape.length - 1],
    toBlocks: (value) => tf.reshape(value, [1, columns, rows]),
  };
}

function transposed(shape: readonly number[]): KernelMatrix {
  const rank = shape.length;
  const rows = size(shape.slice(-2, -1));
  const columns = size(shape) / rows;
  const outLast = [...shape.keys()].map((axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return {
    groups: 1,
    rows,
    columns,
    outputAxes: [rank - 2],
    toBlocks: (value) => tf.reshape(tf.transpose(value, outLast), [1, columns, rows]),
  };
}

function depthwise(shape: readonly number[]): KernelMatrix {
  const [height = 1, width = 1, groups = 1, rows = 1] = shape;
  const columns = height * width;
  return {
    groups,
    rows,
    columns,
    outputAxes: [2, 3],
    toBlocks: (value) => tf.reshape(tf.transpose(value, [2, 0, 1, 3]), [groups, columns, rows]),
  };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function checkRank(kind: WeightKind, shape: readonly number[], least: number, most: number): void {
  if (shape.length < least || shape.length > most) {
    throw new ShapeError(`kernelMatrix(${kind})`, `of rank ${least === most ? least : `${least} to ${most}`}`, shape);
  }
}
