import * as tf from "@tensorflow/tfjs-core";

import { defineGradient } from "./define-gradient.ts";

/** Adjoint of depth to space: the same pixels, put back. */
function spaceToDepth(dy: tf.Tensor, { blockSize, dataFormat }: tf.DepthToSpaceAttrs): tf.Tensor {
  if (dataFormat === "NHWC") {
    const [n = 1, height = 1, width = 1, depth = 1] = dy.shape;
    const rows = height / blockSize;
    const columns = width / blockSize;
    const blocks = tf.reshape(dy, [n, rows, blockSize, columns, blockSize, depth]);
    const moved = tf.transpose(blocks, [0, 1, 3, 2, 4, 5]);
    return tf.reshape(moved, [n, rows, columns, blockSize * blockSize * depth]);
  }
  const [n = 1, depth = 1, height = 1, width = 1] = dy.shape;
  const rows = height / blockSize;
  const columns = width / blockSize;
  const blocks = tf.reshape(dy, [n, depth, rows, blockSize, columns, blockSize]);
  const moved = tf.transpose(blocks, [0, 3, 5, 1, 2, 4]);
  return tf.reshape(moved, [n, blockSize * blockSize * depth, rows, columns]);
}

/** Adjoint of mirror padding along one axis: the margins are folded back onto their originals. */
function foldMargins(
  dy: tf.Tensor,
  axis: number,
  [before, after]: readonly [number, number],
  offset: 0 | 1,
): tf.Tensor {
  const size = (dy.shape[axis] ?? 0) - before - after;
  const piece = (start: number, length: number) =>
    tf.slice(
      dy,
      dy.shape.map((_, index) => (index === axis ? start : 0)),
      dy.shape.map((extent, index) => (index === axis ? length : extent)),
    );
  const placed = (margin: tf.Tensor, start: number, length: number) =>
    tf.pad(
      tf.reverse(margin, axis),
      dy.shape.map((_, index) => (index === axis ? [start, size - start - length] : [0, 0])),
    );
  let folded = piece(before, size);
  if (before > 0) folded = tf.add(folded, placed(piece(0, before), offset, before));
  if (after > 0) folded = tf.add(folded, placed(piece(before + size, after), size - offset - after, after));
  return folded;
}

/**
 * Depth to space (which has no gradient in TensorFlow.js), mirror padding (whose gradient there
 * forgets the margins) and cumulative sums (whose gradient there is transposed, but for the last
 * axis).
 *
 * @internal
 */
export const rearrangementGradients: readonly tf.GradConfig[] = [
  defineGradient<tf.DepthToSpaceAttrs>({
    kernel: tf.DepthToSpace,
    gradient: ({ dy, attrs }) => ({ x: () => spaceToDepth(dy, attrs) }),
  }),
  defineGradient<tf.MirrorPadAttrs>({
    kernel: tf.MirrorPad,
    gradient: ({ dy, attrs: { paddings, mode } }) => ({
      x: () => {
        let dx = dy.clone();
        paddings.forEach((padding, axis) => {
          dx = foldMargins(dx, axis, padding, mode === "reflect" ? 1 : 0);
        });
        return dx;
      },
    }),
  }),
  defineGradient<tf.CumsumAttrs>({
    kernel: tf.Cumsum,
    gradient: ({ dy, attrs: { axis, exclusive, reverse } }) => ({
      x: () => tf.cumsum(dy, axis, exclusive, !reverse),
    }),
  }),
];
