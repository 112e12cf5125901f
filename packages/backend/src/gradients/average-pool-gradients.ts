import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";
import { outerProduct, poolingAxes, type PoolingAxis } from "./pooling-window.ts";
import { runKernel } from "./run-kernel.ts";

/** Window length over the number of its cells that lie in the input: an average skips padding. */
function shareOfPixel({ size, window, stride, count, before }: PoolingAxis): number[] {
  return Array.from({ length: count }, (_, index) => {
    const start = index * stride - before;
    const inside = Math.min(start + window, size) - Math.max(start, 0);
    return inside > 0 ? window / inside : 0;
  });
}

/**
 * The backward kernel, on windows that all lie within the input.
 *
 * Backends disagree on padded windows (some divide by the whole window, against their own forward
 * kernel); without padding there is only one answer.
 */
function spreadOverWindows(dy: tf.Tensor, input: tf.Tensor, { filterSize, strides }: tf.AvgPoolAttrs): tf.Tensor {
  return runKernel(tf.AvgPoolGrad, { dy, input }, { filterSize, strides, pad: "valid" });
}

const averagePool = defineGradient<tf.AvgPoolAttrs>({
  kernel: tf.AvgPool,
  inputs: ["x"],
  gradient: ({ dy, saved, attrs }) => ({
    x: () => {
      const x = savedAt(saved, 0);
      const [vertical, horizontal] = poolingAxes(x.shape, attrs);
      if (vertical.before + vertical.after + horizontal.before + horizontal.after === 0)
        return spreadOverWindows(dy, x, attrs);
      const [n = 1, height = 1, width = 1, channels = 1] = x.shape;
      const shares = outerProduct(shareOfPixel(vertical), shareOfPixel(horizontal));
      const padded = tf.zeros([
        n,
        height + vertical.before + vertical.after,
        width + horizontal.before + horizontal.after,
        channels,
      ]);
      const dx = spreadOverWindows(tf.mul(dy, shares), padded, attrs);
      return tf.slice(dx, [0, vertical.before, horizontal.before, 0], x.shape);
    },
  }),
});

const averagePoolBackward = defineGradient<tf.AvgPoolAttrs>({
  kernel: tf.AvgPoolGrad,
  inputs: ["input"],
  gradient: ({ dy: ddx, saved, attrs }) => ({
    // Linear in dy, so its gradient is its adjoint: the pooling itself.
    dy: () => {
      if (attrs.pad !== "valid")
        throw new Error(
          `second-order gradient: kernel AvgPoolGrad is only right without padding, received ` +
            `pad ${JSON.stringify(attrs.pad)}; use tf.avgPool, whose gradient pads explicitly`,
        );
      return runKernel(tf.AvgPool, { x: ddx }, attrs);
    },
    input: () => tf.zeros(savedAt(saved, 0).shape),
  }),
});

/** Average pooling and its backward kernel. @internal */
export const averagePoolGradients: readonly tf.GradConfig[] = [averagePool, averagePoolBackward];
