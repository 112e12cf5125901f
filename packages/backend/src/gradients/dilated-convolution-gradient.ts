import * as tf from "@tensorflow/tfjs-core";

import { defineGradient, savedAt } from "./define-gradient.ts";
import { runKernel } from "./run-kernel.ts";

type Pair = readonly [vertical: number, horizontal: number];
type FilterShape = readonly [height: number, width: number, inChannels: number, outChannels: number];

function asPair(dilations: number | Pair): Pair {
  return typeof dilations === "number" ? [dilations, dilations] : dilations;
}

function asFilterShape([height = 1, width = 1, inChannels = 1, outChannels = 1]: readonly number[]): FilterShape {
  return [height, width, inChannels, outChannels];
}

/** Side of the window between whose taps zeros are put. */
function reach(taps: number, dilation: number): number {
  return (taps - 1) * dilation + 1;
}

function dilatedShape([height, width, ...channels]: FilterShape, [vertical, horizontal]: Pair): FilterShape {
  return [reach(height, vertical), reach(width, horizontal), ...channels];
}

/**
 * E: d − 1 zeros between the taps of a filter, so that conv(x, W, dilation d) = conv(x, E W).
 *
 * Every tap becomes a d×d block with the tap in its first corner; what follows the last tap goes.
 */
function insertZeros(filter: tf.Tensor, dilations: Pair): tf.Tensor {
  const shape = asFilterShape(filter.shape);
  const [height, width, inChannels, outChannels] = shape;
  const [vertical, horizontal] = dilations;
  const taps = tf.reshape(filter, [height, 1, width, inChannels * outChannels]);
  const apart = tf.pad(taps, [
    [0, 0],
    [0, vertical - 1],
    [0, 0],
    [0, (horizontal - 1) * inChannels * outChannels],
  ]);
  const blocks = tf.reshape(apart, [height * vertical, width * horizontal, inChannels, outChannels]);
  return tf.slice(blocks, [0, 0, 0, 0], [...dilatedShape(shape, dilations)]);
}

/** Adjoint of E: the entries at the taps. */
function takeTaps(dilated: tf.Tensor, shape: FilterShape, [vertical, horizontal]: Pair): tf.Tensor {
  const [height, width, inChannels, outChannels] = shape;
  const blocks = tf.pad(dilated, [
    [0, vertical - 1],
    [0, horizontal - 1],
    [0, 0],
    [0, 0],
  ]);
  const rows = tf.reshape(blocks, [height, vertical, width, horizontal * inChannels * outChannels]);
  return tf.reshape(tf.slice(rows, [0, 0, 0, 0], [height, 1, width, inChannels * outChannels]), [...shape]);
}

/**
 * The cotangents of a 2-D convolution with any dilation.
 *
 * The backward kernels know of no dilation: they are given the filter with zeros between its taps,
 * whose `same` padding is that of the dilated filter. Without dilation they are the stock ones.
 *
 * @param dy - Cotangent of the output.
 * @param x - Input.
 * @param filter - Filter, without zeros between its taps.
 * @param attrs - Attributes of the convolution.
 * @returns One thunk for the input, one for the filter.
 * @internal
 */
export function convolutionCotangents(
  dy: tf.Tensor,
  x: tf.Tensor,
  filter: tf.Tensor,
  { strides, pad, dataFormat, dilations, dimRoundingMode }: tf.Conv2DAttrs,
): { x: () => tf.Tensor; filter: () => tf.Tensor } {
  const pair = asPair(dilations);
  const dilated = pair[0] > 1 || pair[1] > 1;
  const shape = asFilterShape(filter.shape);
  const attrs = { strides, pad, dataFormat, dimRoundingMode };
  const backpropFilter = (filterShape: FilterShape) =>
    runKernel(tf.Conv2DBackpropFilter, { x, dy }, { ...attrs, filterShape });
  return {
    x: () => {
      const undilated = dilated ? insertZeros(filter, pair) : filter;
      return runKernel(tf.Conv2DBackpropInput, { dy, filter: undilated }, { ...attrs, inputShape: x.shape });
    },
    filter: () => (dilated ? takeTaps(backpropFilter(dilatedShape(shape, pair)), shape, pair) : backpropFilter(shape)),
  };
}

/** The 2-D convolution, where TensorFlow.js refuses all dilations but 1. @internal */
export const dilatedConvolutionGradient: tf.GradConfig = defineGradient<tf.Conv2DAttrs>({
  kernel: tf.Conv2D,
  inputs: ["x", "filter"],
  gradient: ({ dy, saved, attrs }) => convolutionCotangents(dy, savedAt(saved, 0), savedAt(saved, 1), attrs),
});
