import * as tf from "@tensorflow/tfjs-core";

/**
 * The range of pixels that a network was trained on, made of the value v in `[0, 255]`: `"inception"` is (v - 128) / 128 as
 * in the original network, `"signed"` v / 127.5 - 1, `"unit"` v / 255.
 */
export type PixelRange = "inception" | "signed" | "unit";

/**
 * What a range makes of pixels in `[0, 255]`, and its formula.
 *
 * @internal
 */
export const PIXEL_RANGES: Readonly<Record<PixelRange, { subtract: number; divide: number; formula: string }>> = {
  inception: { subtract: 128, divide: 128, formula: "(v - 128) / 128" },
  signed: { subtract: 127.5, divide: 127.5, formula: "v / 127.5 - 1" },
  unit: { subtract: 0, divide: 255, formula: "v / 255" },
};

/**
 * Pictures as a network of the Inception family takes them.
 *
 * Pixels in `[-1, 1]` become v = 127.5 (x + 1) in `[0, 255]`, which is not rounded to whole numbers; pictures are resized
 * as TensorFlow 1 did, where the output pixel i reads at `i · in / out`, interpolates linearly between two neighbours and
 * repeats the last one at the edge; then comes the range. Nothing smooths before pictures get smaller.
 *
 * @param pictures - `[n, height, width, channels]`, pixels in `[-1, 1]`
 * @param options - the size to which they are resized, the channels wanted and the range; one channel is repeated
 * @returns a new tensor `[n, size, size, channels]`
 * @see https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/core/kernels/resize_bilinear_op.cc with
 *   `align_corners` and `half_pixel_centers` false, as in the graph of Heusel et al. (2017), https://arxiv.org/abs/1706.08500
 * @internal
 */
export function preprocessPictures(
  pictures: tf.Tensor4D,
  { size, channels, pixels }: { readonly size: number; readonly channels: number; readonly pixels: PixelRange },
): tf.Tensor4D {
  return tf.tidy(() => {
    const { subtract, divide } = PIXEL_RANGES[pixels];
    const values = tf.mul<tf.Tensor4D>(tf.add(pictures, 1), 127.5);
    const resized = tf.image.resizeBilinear(values, [size, size], false, false);
    const inRange = tf.div<tf.Tensor4D>(tf.sub(resized, subtract), divide);
    return pictures.shape[3] === channels ? inRange : tf.tile(inRange, [1, 1, 1, channels]);
  });
}
