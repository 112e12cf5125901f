import { checkCount } from "./internal/check.ts";
import { interpolationRows } from "./axis-rows.ts";
import { nonNegativeNormSquare } from "./internal/non-negative-norm.ts";
import { productUp, rootUp } from "../rounding/round-up.ts";

/** Up-sampling along one axis. */
export interface UpSamplingAxis {
  /** Number of entries along the axis. */
  readonly inputSize: number;
  /** The integer factor. */
  readonly factor: number;
}

/**
 * The operator norm of up-sampling an image by integer factors.
 *
 * `"nearest"` repeats every entry Π factor times: `√(Π factor)`. `"bilinear"` interpolates as tf.layers does, which leaves
 * corners unaligned and repeats the last entry, which can make its norm larger than that of `"nearest"`; it is the
 * product of the norms of the matrices along the axes.
 *
 * @param axes - size and factor of each axis
 * @param interpolation - as in `tf.layers.upSampling2d`
 * @returns an upper bound, close to the norm
 * @throws RangeError if a number is no integer >= 1
 *
 * @example
 * ```ts
 * import { upSamplingNorm } from "@lipschitz-gan/certificates";
 *
 * const axis = { inputSize: 8, factor: 2 };
 * upSamplingNorm([axis, axis], "nearest"); // => 2
 * upSamplingNorm([axis, axis], "bilinear") > 2; // => true
 * ```
 * @see https://js.tensorflow.org/api/latest/#layers.upSampling2d
 */
export function upSamplingNorm(axes: readonly UpSamplingAxis[], interpolation: "nearest" | "bilinear"): number {
  for (const { inputSize, factor } of axes) {
    checkCount("upSamplingNorm", "inputSize", inputSize);
    checkCount("upSamplingNorm", "factor", factor);
  }
  if (interpolation === "nearest") return rootUp(axes.reduce((product, { factor }) => product * factor, 1));
  const squares = axes.map((axis) =>
    nonNegativeNormSquare(interpolationRows(axis.inputSize, axis.factor), axis.inputSize),
  );
  return rootUp(squares.reduce(productUp, 1));
}
