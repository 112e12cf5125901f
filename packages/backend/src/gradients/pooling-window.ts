import * as tf from "@tensorflow/tfjs-core";

import { runKernel } from "./run-kernel.ts";

/** One spatial axis of a pooling. @internal */
export interface PoolingAxis {
  /** Length of the input. */
  readonly size: number;
  /** Length of the window. */
  readonly window: number;
  /** Distance of two neighbouring windows. */
  readonly stride: number;
  /** Number of windows. */
  readonly count: number;
  /** Padding before the input. */
  readonly before: number;
  /** Padding after the input, as far as any window reaches. */
  readonly after: number;
}

function poolingAxis(size: number, window: number, stride: number, count: number, before: number): PoolingAxis {
  const after = Math.max(0, (count - 1) * stride + window - size - before);
  return { size, window, stride, count, before, after };
}

/**
 * Resolves the padding of a pooling.
 *
 * @param shape - Shape of the input, `[n, height, width, channels]`.
 * @param attrs - Attributes of the pooling kernel.
 * @returns Its vertical and its horizontal axis.
 * @internal
 */
export function poolingAxes(
  shape: number[],
  { filterSize, strides, pad, dimRoundingMode }: tf.AvgPoolAttrs,
): readonly [PoolingAxis, PoolingAxis] {
  const [n = 1, height = 1, width = 1, channels = 1] = shape;
  const info = tf.backend_util.computePool2DInfo(
    [n, height, width, channels],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { padInfo } = info;
  return [
    poolingAxis(info.inHeight, info.filterHeight, info.strideHeight, info.outHeight, padInfo.top),
    poolingAxis(info.inWidth, info.filterWidth, info.strideWidth, info.outWidth, padInfo.left),
  ];
}

/**
 * A tensor that broadcasts over batch and channels, from one value a row and one a column.
 *
 * @param rows - Value of each row.
 * @param columns - Value of each column.
 * @returns Their products, shape `[1, rows, columns, 1]`.
 * @internal
 */
export function outerProduct(rows: number[], columns: number[]): tf.Tensor4D {
  const values = rows.flatMap((row) => columns.map((column) => row * column));
  return tf.tensor4d(values, [1, rows.length, columns.length, 1]);
}

/**
 * Sum over each window of a pooling, padding counted as zero.
 *
 * @param x - Input, `[n, height, width, channels]`.
 * @param axes - The pooling's axes.
 * @returns Sums, `[n, rows, columns, channels]`.
 * @internal
 */
export function sumOverWindows(x: tf.Tensor, [vertical, horizontal]: readonly [PoolingAxis, PoolingAxis]): tf.Tensor {
  const padded = padSpatially(x, vertical, horizontal);
  const filterSize = [vertical.window, horizontal.window];
  const strides = [vertical.stride, horizontal.stride];
  const mean = runKernel(tf.AvgPool, { x: padded }, { filterSize, strides, pad: "valid" });
  return tf.mul(mean, vertical.window * horizontal.window);
}

/** Zeros around the input, as far as windows reach. */
function padSpatially(x: tf.Tensor, vertical: PoolingAxis, horizontal: PoolingAxis): tf.Tensor {
  const paddings: [number, number][] = [
    [0, 0],
    [vertical.before, vertical.after],
    [horizontal.before, horizontal.after],
    [0, 0],
  ];
  return paddings.every(([before, after]) => before + after === 0) ? x : tf.pad(x, paddings);
}
