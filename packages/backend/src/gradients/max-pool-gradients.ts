import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";
import { outerProduct, poolingAxes, sumOverWindows, type PoolingAxis } from "./pooling-window.ts";
import { runKernel } from "./run-kernel.ts";

/** The distance, counted in windows, from which on two windows cannot overlap. */
function period({ window, stride }: PoolingAxis): number {
  return Math.ceil(window / stride);
}

/** 1 for every window that is `phase` windows after a multiple of the period, 0 for the others. */
function comb(axis: PoolingAxis, phase: number): number[] {
  const step = period(axis);
  return Array.from({ length: axis.count }, (_, index) => (index % step === phase ? 1 : 0));
}

/**
 * Reads `ddx` at the pixel that each window's maximum came from.
 *
 * The backward kernel of a max pooling is linear in dy: it puts dy there. Its adjoint reads there.
 * Where there are ties only the kernel knows which pixel it chose, so the kernel itself is asked:
 * fed with ones for windows that do not overlap, it marks their pixels.
 */
function readAtMaxima(ddx: tf.Tensor, input: tf.Tensor, output: tf.Tensor, attrs: tf.MaxPoolAttrs): tf.Tensor {
  const axes = poolingAxes(input.shape, attrs);
  const [vertical, horizontal] = axes;
  const groups: tf.Tensor[] = [];
  for (let row = 0; row < period(vertical); row += 1)
    for (let column = 0; column < period(horizontal); column += 1) {
      const members = outerProduct(comb(vertical, row), comb(horizontal, column));
      const dy = tf.broadcastTo(members, output.shape);
      const marked = runKernel(tf.MaxPoolGrad, { dy, input, output }, attrs);
      groups.push(tf.mul(members, sumOverWindows(tf.mul(ddx, marked), axes)));
    }
  return tf.addN(groups);
}

const maxPool = defineGradient<tf.MaxPoolAttrs>({
  kernel: tf.MaxPool,
  inputs: ["x"],
  savesOutput: true,
  gradient: ({ dy, saved, attrs }) => ({
    x: () => {
      const input = savedAt(saved, 0);
      const output = savedAt(saved, 1);
      return runKernel(tf.MaxPoolGrad, { dy, input, output }, attrs);
    },
  }),
});

const maxPoolBackward = defineGradient<tf.MaxPoolAttrs>({
  kernel: tf.MaxPoolGrad,
  inputs: ["input", "output"],
  gradient: ({ dy: ddx, saved, attrs }) => {
    const input = savedAt(saved, 0);
    const output = savedAt(saved, 1);
    return {
      dy: () => readAtMaxima(ddx, input, output, attrs),
      // A small change moves no maximum to another pixel, except at ties.
      input: () => tf.zeros(input.shape),
      output: () => tf.zeros(output.shape),
    };
  },
});

/** Max pooling and its backward kernel. @internal */
export const maxPoolGradients: readonly tf.GradConfig[] = [maxPool, maxPoolBackward];
