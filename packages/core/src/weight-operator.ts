import type { ConvolutionAxis, ConvolutionMap } from "@lipschitz-gan/certificates";
import * as tf from "@tensorflow/tfjs-core";
import { isWrongInThreeDimensions } from "./internal/wrong-in-three-dimensions.ts";
import { dilatedKernel } from "./linear-maps/internal/dilated-kernel.ts";
import { type LinearMap, linearMap } from "./linear-maps/linear-map.ts";

/**
 * What a kernel does at one place of a model: its layer's linear map T at the stride, padding, dilation and image size that
 * it has there, as a function of the kernel.
 *
 * Images have their channels last, whatever the data format of the layer: the order of entries changes no norm.
 */
export interface WeightOperator {
  /** The same as plain numbers. */
  readonly geometry: ConvolutionMap;
  /** Shape of one input of T. */
  readonly inputShape: readonly number[];
  /** Shape of one output of T. */
  readonly outputShape: readonly number[];
  /**
   * T for a kernel, with its adjoint.
   *
   * @param value - the kernel in its own shape; not differentiable here
   * @returns the map; the kernel must live as long as it is used
   */
  readonly map: (value: tf.Tensor) => LinearMap;
  /**
   * `yᵀ T x` in each group of channels, which T keeps apart: every channel of a depthwise kernel; all channels of others.
   *
   * @param value - the kernel in its own shape; differentiable
   * @param y - shape `[1, ...outputShape]`
   * @param x - shape `[1, ...inputShape]`
   * @returns shape `[groups]`
   */
  readonly pairing: (value: tf.Tensor, y: tf.Tensor, x: tf.Tensor) => tf.Tensor1D;
}

/**
 * The linear map of a kernel from its geometry.
 *
 * @param geometry - a dense layer, or a convolution of one to three axes: ordinary, transposed or depthwise
 * @returns the map as a function of the kernel; it holds no tensors
 * @throws RangeError for other groups or more axes; when used, for three axes on the wasm backend, whose kernels are wrong
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { weightOperator } from "@lipschitz-gan/core";
 *
 * const axis = { inputSize: 3, outputSize: 2, kernelSize: 2, stride: 1, dilation: 1, padBefore: 0 };
 * const { map } = weightOperator({ axes: [axis], inChannels: 1, outChannels: 1, groups: 1, isAdjoint: false });
 * const differences = map(tf.tensor3d([-1, 1], [2, 1, 1]));
 * [...differences.apply(tf.tensor3d([1, 4, 9], [1, 3, 1])).dataSync()]; // => [3, 5]
 * [...differences.adjoint(tf.tensor3d([3, 5], [1, 2, 1])).dataSync()]; // => [-3, -2, 5]
 * ```
 * @see Sedghi, Gupta & Long (2019), The singular values of convolutional layers, https://arxiv.org/abs/1805.10408
 */
export function weightOperator(geometry: ConvolutionMap): WeightOperator {
  checkGeometry(geometry);
  const { axes, inChannels, outChannels, groups, isAdjoint } = geometry;
  const before = [...axes.map(({ inputSize }) => inputSize), inChannels];
  const after = [...axes.map(({ outputSize }) => outputSize), outChannels];
  const [inputShape, outputShape] = isAdjoint ? [after, before] : [before, after];
  const forward = (value: tf.Tensor): LinearMap =>
    linearMap((x) => convolution(geometry, x, value), before, { outputShape: after });
  return {
    geometry,
    inputShape,
    outputShape,
    map: (value) => (isAdjoint ? adjointOf(forward(value)) : forward(value)),
    pairing: (value, y, x) =>
      tf.tidy(() => {
        const [from, to] = isAdjoint ? [y, x] : [x, y]; // <y, F* x> = <F y, x>, and F has all gradients
        const products = tf.mul(convolution(geometry, from, value), to);
        return tf.sum<tf.Tensor1D>(tf.reshape(products, [-1, groups, outChannels / groups]), [0, 2]);
      }),
  };
}

function checkGeometry({ axes, inChannels, groups }: ConvolutionMap): void {
  if (groups !== 1 && (groups !== inChannels || axes.length !== 2)) {
    throw new RangeError(
      `weightOperator: groups must be 1, or the ${inChannels} input channels of a convolution of two axes, ` +
        `received ${groups} and ${axes.length} axes`,
    );
  }
  if (axes.length > 3 && !axes.every(isPointwise)) {
    throw new RangeError(`weightOperator: convolution must have at most three axes, received ${axes.length}`);
  }
}

function adjointOf(map: LinearMap): LinearMap {
  return {
    inputShape: map.outputShape,
    outputShape: map.inputShape,
    apply: (x) => map.adjoint(x),
    adjoint: (y) => map.apply(y),
  };
}

/** The convolution that a geometry describes, not its adjoint, on `[n, ...sizes, inChannels]`. */
function convolution(geometry: ConvolutionMap, x: tf.Tensor, value: tf.Tensor): tf.Tensor {
  const { axes, inChannels, outChannels, groups } = geometry;
  const n = x.shape[0] ?? 1;
  const outputShape = [n, ...axes.map(({ outputSize }) => outputSize), outChannels];
  if (groups === 1 && axes.every(isPointwise)) {
    const product = tf.matMul(tf.reshape(x, [-1, inChannels]), tf.reshape(value, [inChannels, outChannels]));
    return tf.reshape(product, outputShape);
  }
  refuseWasm(geometry);
  const reach = axes.map((axis) => (axis.outputSize - 1) * axis.stride + extentOf(axis));
  const spread = dilatedKernel(
    value,
    axes.map(({ dilation }) => dilation),
  );
  const one = axes.length === 1 ? [1] : []; // an axis of its own, since gradients are those of two or three axes
  const image = tf.reshape(whatIsRead(axes, reach, x), [n, ...one, ...reach, inChannels]);
  const kernel = tf.reshape(spread, [...one, ...spread.shape]);
  const strides = [...one, ...axes.map(({ stride }) => stride)];
  return tf.reshape(convolved(image, kernel, strides, groups > 1), outputShape);
}

function refuseWasm({ axes }: ConvolutionMap): void {
  if (axes.length === 3 && isWrongInThreeDimensions()) {
    throw new RangeError(
      `weightOperator: convolution must not have three axes on the ${tf.getBackend()} backend, received one, ` +
        "whose adjoint TensorFlow.js 4.22 computes wrongly there; take another backend",
    );
  }
}

function convolved(image: tf.Tensor, kernel: tf.Tensor, strides: readonly number[], isDepthwise: boolean): tf.Tensor {
  if (image.rank === 5) {
    return tf.conv3d(image as tf.Tensor5D, kernel as tf.Tensor5D, strides as [number, number, number], "valid");
  }
  const [x, w, s] = [image as tf.Tensor4D, kernel as tf.Tensor4D, strides as [number, number]];
  return isDepthwise ? tf.depthwiseConv2d(x, w, s, "valid") : tf.conv2d(x, w, s, "valid");
}

/** What the windows read: the image with zeros around it, and without what no window reaches. */
function whatIsRead(axes: readonly ConvolutionAxis[], reach: readonly number[], x: tf.Tensor): tf.Tensor {
  const around = axes.map(({ padBefore, inputSize }, axis): [number, number] => [
    Math.max(0, padBefore),
    Math.max(0, (reach[axis] ?? 0) - padBefore - inputSize),
  ]);
  const padded = tf.pad(x, [[0, 0], ...around, [0, 0]]);
  const begin = axes.map(({ padBefore }) => Math.max(0, -padBefore));
  return tf.slice(padded, [0, ...begin, 0], [x.shape[0] ?? 1, ...reach, x.shape.at(-1) ?? 1]);
}

function extentOf({ kernelSize, dilation }: ConvolutionAxis): number {
  return (kernelSize - 1) * dilation + 1;
}

/** Whether an axis is left as it is: the kernel has one tap there, which visits every entry. */
function isPointwise({ kernelSize, stride, padBefore, inputSize, outputSize }: ConvolutionAxis): boolean {
  return kernelSize === 1 && stride === 1 && padBefore === 0 && inputSize === outputSize;
}
