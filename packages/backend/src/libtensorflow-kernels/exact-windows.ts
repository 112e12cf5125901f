import * as tf from "@tensorflow/tfjs-core";
import { runKernel } from "../gradients/run-kernel.ts";
import {
  convolutionGeometry,
  exactMargins,
  type Margins,
  poolingGeometry,
  type WindowAttributes,
} from "./window-geometry.ts";

interface Attributes extends WindowAttributes {
  readonly dataFormat?: string;
  readonly filterSize: number | [number, number];
  readonly filterShape: readonly number[];
  readonly inputShape: readonly number[];
}

/** What a kernel is given, once it is known which. */
interface Call {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly attrs: Attributes;
}

/** A kernel composed of itself. */
interface Composition {
  /** The result where there are no windows; `undefined` where there are. */
  readonly empty: (call: Call) => tf.Tensor | undefined;
  /** The result from windows without padding. */
  readonly exact: (kernel: string, call: Call) => tf.Tensor;
}

const compositions: ReadonlyMap<string, Composition> = new Map([
  [tf.Conv2D, convolution(false)],
  [tf.FusedConv2D, convolution(false)],
  [tf.DepthwiseConv2dNative, convolution(true)],
  [tf.FusedDepthwiseConv2D, convolution(true)],
  [tf.Conv2DBackpropFilter, filterGradient(false)],
  [tf.DepthwiseConv2dNativeBackpropFilter, filterGradient(true)],
  [tf.Conv2DBackpropInput, inputGradient(false)],
  [tf.DepthwiseConv2dNativeBackpropInput, inputGradient(true)],
  [tf.MaxPool, pooling(maximum)],
  [tf.MaxPoolGrad, maxPoolGradient()],
  [tf.AvgPool, pooling(average)],
  [tf.AvgPoolGrad, averagePoolGradient()],
]);

/** The kernels that {@link withExactWindows} completes. @internal */
export const windowKernels: readonly string[] = [...compositions.keys()];

/**
 * A kernel of a convolution or a pooling that also takes paddings in numbers, `pad: 1` or a pair for each axis, with any
 * rounding, and that gives an empty result where no window fits. libtensorflow's JavaScript side refuses the former; the
 * latter ends the process in average pooling (division by zero), and in a convolution gives back something else.
 *
 * The input gets its margins before, or the gradient loses them afterwards, and the kernel itself runs without padding.
 *
 * @param stock - one of {@link windowKernels}, which takes `same` and `valid`
 * @returns the kernel to register in its place
 * @internal
 */
export function withExactWindows(stock: tf.KernelConfig): tf.KernelConfig {
  const composition = compositions.get(stock.kernelName);
  if (composition === undefined) throw new Error(`withExactWindows: no composition for ${stock.kernelName}`);
  return {
    ...stock,
    kernelFunc: (given) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the engine hands tensors to kernels; attributes are fixed by the kernel's name
      const call = given as unknown as Call;
      const { pad, dataFormat = "NHWC" } = call.attrs;
      if (dataFormat !== "NHWC") return stock.kernelFunc(given);
      const empty = composition.empty(call);
      if (empty !== undefined) return empty;
      if (typeof pad === "string") return stock.kernelFunc(given);
      return tf.tidy(() => composition.exact(stock.kernelName, call));
    },
  };
}

function convolution(depthwise: boolean): Composition {
  const geometryOf = ({ inputs, attrs }: Call) => {
    const { x, filter } = inputs as { x: tf.Tensor; filter: tf.Tensor };
    return convolutionGeometry(x.shape, filter.shape, attrs, depthwise);
  };
  return {
    empty: (call) => zerosIfEmpty(geometryOf(call).outShape),
    exact: (kernel, call) => {
      const { x } = call.inputs as { x: tf.Tensor };
      const geometry = geometryOf(call);
      const margins = exactMargins(geometry, x.shape, geometry.outShape);
      return runKernel(kernel, { ...call.inputs, x: withMargins(x, margins) }, unpadded(call.attrs));
    },
  };
}

function filterGradient(depthwise: boolean): Composition {
  return {
    empty: ({ inputs: { dy }, attrs }) => zerosIfEmpty(dy?.shape ?? [], attrs.filterShape),
    exact: (kernel, { inputs, attrs }) => {
      const { x, dy } = inputs as { x: tf.Tensor; dy: tf.Tensor };
      const margins = exactMargins(
        convolutionGeometry(x.shape, attrs.filterShape, attrs, depthwise),
        x.shape,
        dy.shape,
      );
      return runKernel(kernel, { x: withMargins(x, margins), dy }, unpadded(attrs));
    },
  };
}

function inputGradient(depthwise: boolean): Composition {
  return {
    empty: ({ inputs: { dy }, attrs }) => zerosIfEmpty(dy?.shape ?? [], attrs.inputShape),
    exact: (kernel, { inputs, attrs }) => {
      const { dy, filter } = inputs as { dy: tf.Tensor; filter: tf.Tensor };
      const { inputShape } = attrs;
      const geometry = convolutionGeometry(inputShape, filter.shape, attrs, depthwise);
      const margins = exactMargins(geometry, inputShape, dy.shape);
      const given = { ...unpadded(attrs), inputShape: sizesWith(margins, inputShape) };
      return withoutMargins(runKernel(kernel, { dy, filter }, given), margins, inputShape);
    },
  };
}

interface Pooled {
  readonly x: tf.Tensor;
  readonly attrs: Attributes;
  readonly margins: Margins;
}

type Pool = (kernel: string, pooled: Pooled) => tf.Tensor;

function pooling(pool: Pool): Composition {
  return {
    empty: ({ inputs: { x }, attrs }) =>
      zerosIfEmpty(poolingGeometry(x?.shape ?? [], attrs.filterSize, attrs).outShape),
    exact: (kernel, { inputs, attrs }) => {
      const { x } = inputs as { x: tf.Tensor };
      const geometry = poolingGeometry(x.shape, attrs.filterSize, attrs);
      return pool(kernel, { x, attrs, margins: exactMargins(geometry, x.shape, geometry.outShape) });
    },
  };
}

function maximum(kernel: string, { x, attrs, margins }: Pooled): tf.Tensor {
  return runKernel(kernel, { x: withMargins(x, margins, Number.NEGATIVE_INFINITY) }, unpadded(attrs));
}

/** Of the pixels in a window only those inside the image count: the mean over zeros, by the share that is inside. */
function average(kernel: string, { x, attrs, margins }: Pooled): tf.Tensor {
  const mean = runKernel(kernel, { x: withMargins(x, margins) }, unpadded(attrs));
  return tf.div(mean, shareInside(x.shape, attrs, margins));
}

/** Of each window, `[1, height, width, 1]`. */
function shareInside([, height = 0, width = 0]: readonly number[], attrs: Attributes, margins: Margins): tf.Tensor {
  return runKernel(tf.AvgPool, { x: withMargins(tf.ones([1, height, width, 1]), margins) }, unpadded(attrs));
}

function averagePoolGradient(): Composition {
  return {
    empty: ({ inputs: { dy, input } }) => zerosIfEmpty(dy?.shape ?? [], input?.shape),
    exact: (kernel, { inputs, attrs }) => {
      const { dy, input } = inputs as { dy: tf.Tensor; input: tf.Tensor };
      const margins = exactMargins(poolingGeometry(input.shape, attrs.filterSize, attrs), input.shape, dy.shape);
      const given = { dy: tf.div(dy, shareInside(input.shape, attrs, margins)), input: withMargins(input, margins) };
      return withoutMargins(runKernel(kernel, given, unpadded(attrs)), margins, input.shape);
    },
  };
}

function maxPoolGradient(): Composition {
  return {
    empty: ({ inputs: { dy, input } }) => zerosIfEmpty(dy?.shape ?? [], input?.shape),
    exact: (kernel, { inputs, attrs }) => {
      const { dy, input, output } = inputs as { dy: tf.Tensor; input: tf.Tensor; output: tf.Tensor };
      const margins = exactMargins(poolingGeometry(input.shape, attrs.filterSize, attrs), input.shape, dy.shape);
      const given = { dy, input: withMargins(input, margins, Number.NEGATIVE_INFINITY), output };
      return withoutMargins(runKernel(kernel, given, unpadded(attrs)), margins, input.shape);
    },
  };
}

/** Zeros, if a tensor of shape `shape` has no values. */
function zerosIfEmpty(shape: readonly number[], result: readonly number[] = shape): tf.Tensor | undefined {
  return shape.includes(0) ? tf.zeros([...result]) : undefined;
}

function unpadded(attrs: Attributes): Attributes {
  const { dimRoundingMode: _, ...rest } = attrs;
  return { ...rest, pad: "valid" };
}

function withMargins(image: tf.Tensor, margins: Margins, value = 0): tf.Tensor {
  const grown = tf.pad(
    image,
    margins.map(([before, after]): [number, number] => [before, Math.max(0, after)]),
    value,
  );
  if (margins.every(([, after]) => after >= 0)) return grown;
  return tf.slice(grown, [0, 0, 0, 0], [...sizesWith(margins, image.shape)]);
}

/** What is left of the gradient by an image with margins: zeros where pixels were cut off. */
function withoutMargins(gradient: tf.Tensor, margins: Margins, shape: readonly number[]): tf.Tensor {
  const whole = tf.pad(
    gradient,
    margins.map(([, after]): [number, number] => [0, Math.max(0, -after)]),
  );
  return tf.slice(
    whole,
    margins.map(([before]) => before),
    [...shape],
  );
}

function sizesWith(margins: Margins, shape: readonly number[]): readonly number[] {
  return shape.map((size, axis) => size + (margins[axis]?.[0] ?? 0) + (margins[axis]?.[1] ?? 0));
}
