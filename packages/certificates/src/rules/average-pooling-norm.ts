import { averagingRows } from "./axis-rows.ts";
import { nonNegativeNormSquare } from "./internal/non-negative-norm.ts";
import { productUp, rootUp } from "../rounding/round-up.ts";
import { type PoolingWindow, windowOf } from "./pooling-window.ts";

/**
 * The operator norm of average pooling, the product of the norms of its averaging matrices along the axes.
 *
 * TensorFlow divides by the number of entries that are in the picture, not by the size of the window, so with `"same"`
 * a window at the border weighs more: on an image the norm can be twice the formula `√(Π κ / k)`, and above 1.
 *
 * @param axes - one window an axis
 * @returns an upper bound, close to the norm
 * @throws RangeError if a number is no integer >= 1, or no window fits
 *
 * @example
 * ```ts
 * import { averagePoolingNorm } from "@lipschitz-gan/certificates";
 *
 * const axis = { inputSize: 8, poolSize: 2 };
 * averagePoolingNorm([axis, axis]); // => ~0.5
 * averagePoolingNorm([{ inputSize: 7, poolSize: 2, padding: "same" }]); // => ~1
 * averagePoolingNorm([{ inputSize: 8, poolSize: 3, stride: 1, padding: "same" }]) > 1.007; // => true
 * ```
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function averagePoolingNorm(axes: readonly PoolingWindow[]): number {
  const squares = axes.map((axis) => {
    const window = windowOf("averagePoolingNorm", axis);
    return nonNegativeNormSquare(averagingRows(window), window.inputSize);
  });
  return rootUp(squares.reduce(productUp, 1));
}
