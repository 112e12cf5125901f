import { claimOf, matrixUpper } from "./matrix-upper.ts";
import { choleskyWork, DEFAULT_MAX_WORK } from "./work.ts";
import { frobeniusUp, largestMagnitude } from "./internal/frobenius-norm.ts";
import { mapOverlap, type OperatorMatrix, operatorMatrix, sizeOf } from "./internal/operator-matrix.ts";
import { productUp, rootUp, sumUp } from "../rounding/round-up.ts";
import { scaleOf, unscaled } from "./internal/power-of-two.ts";
import { checkConvolution } from "./internal/check-convolution.ts";
import type { ConvolutionMap } from "../network/convolution-map.ts";
import { fourierUpper } from "./internal/fourier-upper.ts";
import { relativeToStored } from "./internal/rounding-error.ts";

/** How a convolution's norm is bounded. */
export interface ConvolutionUpperOptions {
  /** Relative error of each entry of the kernel; 0 unless given. */
  readonly kernelError?: number;
  /** How many multiply-adds each method may take; 2³⁶ unless given, which is below 40 s on one core. */
  readonly maxWork?: number;
}

/** A bound and how it was found. */
export interface ConvolutionUpper {
  /** The norm is at most this. */
  readonly upper: number;
  readonly method: "cholesky" | "fourier" | "reshaped";
  /** Of `"fourier"`: number of frequencies along each axis. */
  readonly grid?: readonly number[];
}

/**
 * An upper bound of the spectral norm of a convolution, zero padding included, by the best method that can be afforded.
 *
 * - `"cholesky"`: the matrix itself, tight to about 1e-7: the kernel's where all its sizes are 1, otherwise the operator's
 *   explicit one, for small images
 * - `"fourier"`: the norm of the symbol on a grid of frequencies: the convolution is a part of a block circulant
 * - `"reshaped"`: `√(Π κ) ‖K‖` with K of `[Π kernelSizes · inChannels / groups, outChannels / groups]` for each group and κ the largest number of windows
 *   that meet an entry along one axis: `‖T x‖² = Σ_o ‖Kᵀ x_window(o)‖² <= ‖K‖² Σ_o ‖x_window(o)‖²`, where each entry of x counts as often as windows meet it
 *
 * An adjoint has the same norm. The bound is that of the smallest.
 *
 * @param map - the geometry
 * @param kernel - finite entries, `[...kernelSizes, inChannels / groups, outChannels]`
 * @param options - what is known of the kernel's rounding, and the work
 * @returns the bound; `upper` is 0 for a kernel of zeros
 * @throws RangeError if the geometry or the kernel's length is wrong, or an entry is not finite
 *
 * @example
 * ```ts
 * import { convolutionUpper } from "@lipschitz-gan/certificates";
 *
 * const axis = { inputSize: 64, outputSize: 64, kernelSize: 2, stride: 1, dilation: 1, padBefore: 0 };
 * const map = { axes: [axis], inChannels: 1, outChannels: 1, groups: 1, isAdjoint: false };
 * const { method, upper } = convolutionUpper(map, [1, 1]); // neighbours are added up: 2 cos(π / 129)
 * method; // => "cholesky"
 * upper > 1.9994 && upper < 1.9995; // => true
 * ```
 * @see Sedghi, Gupta & Long (2019), The singular values of convolutional layers, https://arxiv.org/abs/1805.10408, for circular padding
 */
export function convolutionUpper(
  map: ConvolutionMap,
  kernel: ArrayLike<number>,
  options: ConvolutionUpperOptions = {},
): ConvolutionUpper {
  const { kernelError = 0, maxWork = DEFAULT_MAX_WORK } = options;
  checkConvolution(map, kernel, kernelError);
  const scale = scaleOf(largestMagnitude(kernel));
  const scaled = Float64Array.from(kernel, (value) => value * scale);
  const found = scaledUpper(map, scaled, relativeToStored(kernelError), maxWork);
  return { ...found, upper: unscaled(found.upper, scale) };
}

function scaledUpper(map: ConvolutionMap, kernel: Float64Array, radius: number, maxWork: number): ConvolutionUpper {
  const isPointwise = map.axes.every(({ kernelSize }) => kernelSize === 1);
  if (isPointwise) return { upper: kernelNorm(map, kernel, radius, maxWork), method: "cholesky" };
  if (isExplicitAffordable(map, maxWork)) {
    const group = (index: number): OperatorMatrix => operatorMatrix(map, kernel, index);
    return { upper: largestNorm(map.groups, group, radius, maxWork), method: "cholesky" };
  }
  const overlap = Math.max(1, mapOverlap(map.axes)); // 0 where no tap meets the image: the map is zero, and any bound will do
  const reshaped = productUp(rootUp(overlap), kernelNorm(map, kernel, radius, maxWork));
  // Where no windows meet, the symbol has the kernel's norm, too; 0 cannot be beaten.
  if (overlap <= 1 || reshaped === 0) return { upper: reshaped, method: "reshaped" };
  const fourier = fourierUpper(map, kernel, { radius, maxWork, stopAt: reshaped });
  const claimed = fourier === null ? Infinity : claimOf(fourier.upper);
  if (fourier === null || claimed >= reshaped) return { upper: reshaped, method: "reshaped" };
  return { upper: claimed, method: "fourier", grid: fourier.grid };
}

/** Up to these sizes the explicit matrix of an operation counts as evidence in a certificate. */
const MAX_ENTRIES = 2 ** 22;
const MAX_SMALLER_SIDE = 1024;
/** About a second; what the symbol loses on pictures of that size is a few hundredths. */
const MAX_EXPLICIT_WORK = 1.5e9;

function isExplicitAffordable(map: ConvolutionMap, maxWork: number): boolean {
  const rows = sizeOf(map.axes, "outputSize") * map.outChannels;
  const columns = sizeOf(map.axes, "inputSize") * map.inChannels;
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  if (count * length > MAX_ENTRIES || count > MAX_SMALLER_SIDE) return false;
  return map.groups * choleskyWork(count / map.groups, length / map.groups) <= Math.min(maxWork, MAX_EXPLICIT_WORK);
}

/** The norm of the kernel as a matrix for each group, the largest. */
function kernelNorm(map: ConvolutionMap, kernel: Float64Array, radius: number, maxWork: number): number {
  return largestNorm(map.groups, (group) => kernelMatrix(map, kernel, group), radius, maxWork);
}

function kernelMatrix(map: ConvolutionMap, kernel: Float64Array, group: number): OperatorMatrix {
  if (map.groups === 1) return { rows: kernel.length / map.outChannels, columns: map.outChannels, values: kernel };
  const columns = map.outChannels / map.groups;
  const rows = kernel.length / map.outChannels;
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = row * map.outChannels + group * columns;
    values.set(kernel.subarray(from, from + columns), row * columns);
  }
  return { rows, columns, values };
}

/** The largest norm among the groups' matrices, each entry of which may be off by `radius` times itself. */
function largestNorm(
  groups: number,
  matrixOf: (group: number) => OperatorMatrix,
  radius: number,
  maxWork: number,
): number {
  let largest = 0;
  for (let group = 0; group < groups; group++) {
    const { rows, columns, values } = matrixOf(group);
    const norm = matrixUpper(values, rows, columns, undefined, maxWork / groups);
    const uncertain = radius === 0 ? 0 : productUp(radius, frobeniusUp(values));
    largest = Math.max(largest, sumUp(norm, uncertain));
  }
  return largest;
}
