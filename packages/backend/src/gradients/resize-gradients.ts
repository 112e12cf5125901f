import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";
import { runKernel } from "./run-kernel.ts";

/**
 * Transpose of a resizing along one axis, as a matrix `[from, to]`.
 *
 * Taken from the backend's own forward kernel, by resizing the columns of the identity, so that it
 * rounds positions as that kernel does. (The stock backward kernels ignore `halfPixelCenters`, and
 * one of them confuses height with width.)
 */
function transposedResize(kernel: string, from: number, to: number, attrs: tf.ResizeBilinearAttrs): tf.Tensor2D {
  const images = tf.reshape(tf.eye(from), [1, from, 1, from]);
  const resized = runKernel(kernel, { images }, { ...attrs, size: [to, 1] });
  return tf.transpose(tf.reshape(resized, [to, from]));
}

/** Both kinds of resizing are linear and separable: dx = Rᵀ dy C, R and C the matrices of the axes. */
function separableAdjoint(kernel: string, dy: tf.Tensor, shape: number[], attrs: tf.ResizeBilinearAttrs): tf.Tensor {
  const [n = 1, height = 1, width = 1, channels = 1] = shape;
  const [newHeight, newWidth] = attrs.size;
  const rows = transposedResize(kernel, height, newHeight, attrs);
  const columns = transposedResize(kernel, width, newWidth, attrs);
  const shorter = tf.matMul(rows, tf.reshape(dy, [n, newHeight, newWidth * channels]));
  const smaller = tf.matMul(columns, tf.reshape(shorter, [n * height, newWidth, channels]));
  return tf.reshape(smaller, shape);
}

const resizeBilinear = defineGradient<tf.ResizeBilinearAttrs>({
  kernel: tf.ResizeBilinear,
  inputs: ["images"],
  gradient: ({ dy, saved, attrs }) => ({
    images: () => separableAdjoint(tf.ResizeBilinear, dy, savedAt(saved, 0).shape, attrs),
  }),
});

const resizeNearestNeighbor = defineGradient<tf.ResizeNearestNeighborAttrs>({
  kernel: tf.ResizeNearestNeighbor,
  inputs: ["images"],
  gradient: ({ dy, saved, attrs }) => ({
    images: () => {
      const { shape } = savedAt(saved, 0);
      const [, height = 1, width = 1] = shape;
      const vertical = attrs.size[0] / height;
      const horizontal = attrs.size[1] / width;
      // Upsampling by whole numbers repeats pixels in blocks; sums over blocks are one cheap pooling.
      if (!attrs.alignCorners && Number.isInteger(vertical) && Number.isInteger(horizontal)) {
        const block = [vertical, horizontal];
        const pooling = { filterSize: block, strides: block, pad: "valid" };
        const mean = runKernel(tf.AvgPool, { x: dy }, pooling);
        return tf.mul(mean, vertical * horizontal);
      }
      return separableAdjoint(tf.ResizeNearestNeighbor, dy, shape, attrs);
    },
  }),
});

/** Bilinear and nearest-neighbour resizing. @internal */
export const resizeGradients: readonly tf.GradConfig[] = [resizeBilinear, resizeNearestNeighbor];
