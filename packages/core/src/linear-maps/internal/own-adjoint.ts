import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { averagingRows, type BandRow, interpolationRows } from "@lipschitz-gan/certificates";
import type { LayerWeights } from "../layer-weights.ts";

/**
 * The adjoint of a layer whose gradient TensorFlow.js 4.22 lacks or gets wrong: transposed 3-D convolutions have none;
 * average pooling divides by the whole window, though with "same" its value does not; bilinear up-sampling mixes up
 * the axes of an image that is not square.
 *
 * @param layer - a linear layer of tf.layers
 * @param inputShape - shape of one sample of its input
 * @param weights - gives the weights as they are to be read
 * @returns the adjoint, or undefined where the gradient is right
 * @internal
 */
export function ownAdjoint(
  layer: tfl.layers.Layer,
  inputShape: readonly number[],
  weights: () => LayerWeights,
): ((y: tf.Tensor) => tf.Tensor) | undefined {
  const config = layer.getConfig() as LayerConfig;
  const isFirst = config.dataFormat === "channelsFirst";
  const sizes = isFirst ? inputShape.slice(1) : inputShape.slice(0, -1);
  const ofMatrices = (rowsOf: (size: number, axis: number) => readonly BandRow[]) => {
    const matrices = sizes.map((size, axis) => denseRows(rowsOf(size, axis), size));
    return (y: tf.Tensor) => matrices.reduce((x, rows, i) => timesAlong(x, rows, i + (isFirst ? 2 : 1)), y);
  };
  switch (layer.getClassName()) {
    case "AveragePooling1D":
    case "AveragePooling2D":
    case "AveragePooling3D":
      return ofMatrices((inputSize, axis) =>
        averagingRows({
          inputSize,
          kernelSize: config.poolSize?.[axis] ?? 1,
          stride: config.strides?.[axis] ?? 1,
          dilation: 1,
          padding: config.padding !== "same" ? "valid" : sizes.length === 3 ? "same-3d" : "same",
        }),
      );
    case "UpSampling2D":
      return config.interpolation === "bilinear"
        ? ofMatrices((inputSize, axis) => interpolationRows(inputSize, config.size?.[axis] ?? 1))
        : undefined;
    case "Conv3DTranspose":
      return (y) => {
        const last = isFirst ? tf.transpose(y, [0, 2, 3, 4, 1]) : y;
        const strides = config.strides as [number, number, number];
        const padding = config.padding === "same" ? "same" : "valid";
        const kernel = weights()["kernel"] as tf.Tensor5D; // a built layer has it
        const x = tf.conv3d(last as tf.Tensor5D, kernel, strides, padding);
        return isFirst ? tf.transpose(x, [0, 4, 1, 2, 3]) : x;
      };
    default:
      return undefined;
  }
}

/** What tf.layers stores of these layers: one number an axis. */
interface LayerConfig {
  readonly dataFormat?: string;
  readonly padding?: string;
  readonly interpolation?: string;
  readonly poolSize?: readonly number[];
  readonly strides?: readonly number[];
  readonly size?: readonly number[];
}

function denseRows(rows: readonly BandRow[], columns: number): readonly number[][] {
  return rows.map(({ first, entries }) => Array.from({ length: columns }, (_, j) => entries[j - first] ?? 0));
}

/** Multiplies an axis of length `rows.length` by the transpose of the matrix. */
function timesAlong(x: tf.Tensor, rows: readonly number[][], axis: number): tf.Tensor {
  const lastAxis = x.rank - 1;
  const swap = x.shape.map((_, i) => (i === axis ? lastAxis : i === lastAxis ? axis : i)); // its own inverse
  const last = tf.transpose(x, swap);
  const product = tf.matMul(tf.reshape(last, [-1, rows.length]), tf.tensor2d([...rows]));
  return tf.transpose(tf.reshape(product, [...last.shape.slice(0, -1), rows[0]?.length ?? 0]), swap);
}
