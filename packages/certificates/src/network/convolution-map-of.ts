import type { ConvolutionAxis, ConvolutionMap } from "./convolution-map.ts";

/** What decides the geometry of a layer with a kernel, under the names of tf.layers; numbers stand for all axes. */
export interface ConvolutionSettings {
  readonly kernelSize?: number | readonly number[];
  /** 1 unless given. */
  readonly strides?: number | readonly number[];
  /** `"valid"` unless given. */
  readonly padding?: "valid" | "same" | "causal";
  /** 1 unless given. */
  readonly dilationRate?: number | readonly number[];
  /** 1 unless given; a depthwise layer has as many as input channels whatever is given. */
  readonly groups?: number;
  /** Channels of the output: of all layers but dense and depthwise ones. */
  readonly filters?: number;
  /** Of a depthwise layer: channels of the output for each of the input; 1 unless given. */
  readonly depthMultiplier?: number;
  /** `"channelsLast"` unless given. */
  readonly dataFormat?: "channelsLast" | "channelsFirst";
  /** Channels of the output of a dense layer. */
  readonly units?: number;
}

/**
 * The geometry of a layer with a kernel on samples of a given shape, as TensorFlow.js 4.22 computes it.
 *
 * A dense layer on more than one axis acts on the last and is a convolution of kernel size 1 along the others. `"same"` gives
 * ceil(n / stride) windows, with half of the padding, rounded down, before the first entry; on three axes TensorFlow.js lets
 * windows that are narrower than their stride begin later, so that `padBefore` can be negative. A transposed layer is the adjoint
 * of the convolution on its output, which has n · stride entries an axis, or n · stride + max(kernel − stride, 0) without padding.
 *
 * @param kind - class name: Dense, Conv1D, Conv2D, Conv3D, Conv2DTranspose, Conv3DTranspose or DepthwiseConv2D
 * @param settings - the layer's settings
 * @param inputShape - shape of one sample of the input
 * @returns the geometry
 * @throws RangeError for another class, a number that is no integer >= 1, a shape of the wrong rank, or no window that fits
 *
 * @example
 * ```ts
 * import { convolutionMapOf } from "@lipschitz-gan/certificates";
 *
 * const map = convolutionMapOf("Conv2D", { filters: 8, kernelSize: 4, strides: 2, padding: "same" }, [6, 6, 3]);
 * map.axes[0]; // => { inputSize: 6, outputSize: 3, kernelSize: 4, stride: 2, dilation: 1, padBefore: 1 }
 * convolutionMapOf("Dense", { units: 5 }, [7]); // => { axes: [], inChannels: 7, outChannels: 5, groups: 1, isAdjoint: false }
 * ```
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function convolutionMapOf(
  kind: string,
  settings: ConvolutionSettings,
  inputShape: readonly number[],
): ConvolutionMap {
  const rank = RANKS.get(kind);
  if (rank === undefined) {
    throw new RangeError(`${WHERE}: kind must be one of ${[...RANKS.keys()].join(", ")}, received ${kind}`);
  }
  for (const size of inputShape) checkInteger(kind, "inputShape", size);
  if (kind === "Dense") return denseMap(settings, inputShape);
  if (inputShape.length !== rank + 1) {
    throw new RangeError(
      `${WHERE}: inputShape of ${kind} must have ${rank + 1} axes, received [${inputShape.join(", ")}]`,
    );
  }
  const isFirst = settings.dataFormat === "channelsFirst";
  const sizes = isFirst ? inputShape.slice(1) : inputShape.slice(0, -1);
  const channels = (isFirst ? inputShape[0] : inputShape.at(-1)) ?? 0;
  const isAdjoint = kind.endsWith("Transpose");
  const axes = sizes.map((size, axis) => axisOf(kind, isAdjoint, settings, size, axis, rank));
  if (kind === "DepthwiseConv2D") {
    const multiplier = checkInteger(kind, "depthMultiplier", settings.depthMultiplier ?? 1);
    return { axes, inChannels: channels, outChannels: channels * multiplier, groups: channels, isAdjoint };
  }
  const filters = checkInteger(kind, "filters", settings.filters);
  const groups = checkInteger(kind, "groups", settings.groups ?? 1);
  const [inChannels, outChannels] = isAdjoint ? [filters, channels] : [channels, filters];
  if (inChannels % groups !== 0 || outChannels % groups !== 0) {
    throw new RangeError(
      `${WHERE}: groups of ${kind} must divide ${inChannels} and ${outChannels} channels, received ${groups}`,
    );
  }
  return { axes, inChannels, outChannels, groups, isAdjoint };
}

const WHERE = "convolutionMapOf";

/** Number of spatial axes by class name. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ["Dense", 0],
  ["Conv1D", 1],
  ["Conv2D", 2],
  ["Conv3D", 3],
  ["Conv2DTranspose", 2],
  ["Conv3DTranspose", 3],
  ["DepthwiseConv2D", 2],
]);

function denseMap({ units }: ConvolutionSettings, inputShape: readonly number[]): ConvolutionMap {
  if (inputShape.length === 0) throw new RangeError(`${WHERE}: inputShape of Dense must have an axis, received none`);
  return {
    axes: inputShape.slice(0, -1).map((size) => ({
      inputSize: size,
      outputSize: size,
      kernelSize: 1,
      stride: 1,
      dilation: 1,
      padBefore: 0,
    })),
    inChannels: inputShape.at(-1) ?? 0,
    outChannels: checkInteger("Dense", "units", units),
    groups: 1,
    isAdjoint: false,
  };
}

function axisOf(
  kind: string,
  isAdjoint: boolean,
  settings: ConvolutionSettings,
  size: number,
  axis: number,
  rank: number,
): ConvolutionAxis {
  const kernelSize = entryOf(kind, "kernelSize", settings.kernelSize, axis, rank);
  const stride = entryOf(kind, "strides", settings.strides ?? 1, axis, rank);
  const dilation = entryOf(kind, "dilationRate", settings.dilationRate ?? 1, axis, rank);
  const { padding = "valid" } = settings;
  const extent = (kernelSize - 1) * dilation + 1;
  if (extent > LARGEST_EXTENT) {
    throw new RangeError(`${WHERE}: taps of ${kind} must span at most 2^30 entries, received ${extent}`);
  }
  if (isAdjoint) {
    if (padding === "causal" || dilation !== 1) {
      throw new RangeError(
        `${WHERE}: ${kind} must have padding valid or same and no dilation, received ${padding}, ${dilation}`,
      );
    }
    const inputSize = checkInteger(
      kind,
      "size of the output",
      size * stride + (padding === "same" ? 0 : Math.max(kernelSize - stride, 0)),
    );
    return {
      inputSize,
      outputSize: size,
      kernelSize,
      stride,
      dilation,
      padBefore: padding === "same" ? padBefore(inputSize, size, stride, extent, rank) : 0,
    };
  }
  if (padding === "causal") {
    return {
      inputSize: size,
      outputSize: Math.ceil(size / stride),
      kernelSize,
      stride,
      dilation,
      padBefore: extent - 1,
    };
  }
  if (padding === "valid" && extent > size) {
    throw new RangeError(`${WHERE}: a window of ${kind} must fit into ${size} entries, received one of ${extent}`);
  }
  const outputSize = padding === "same" ? Math.ceil(size / stride) : Math.ceil((size - extent + 1) / stride);
  return {
    inputSize: size,
    outputSize,
    kernelSize,
    stride,
    dilation,
    padBefore: padding === "same" ? padBefore(size, outputSize, stride, extent, rank) : 0,
  };
}

/** The rule of `windowStarts` in rules, without a list of all windows. */
function padBefore(inputSize: number, outputSize: number, stride: number, extent: number, rank: number): number {
  const missing = (outputSize - 1) * stride + extent - inputSize;
  return Math.floor((rank === 3 ? missing : Math.max(0, missing)) / 2);
}

function entryOf(
  kind: string,
  what: string,
  value: number | readonly number[] | undefined,
  axis: number,
  rank: number,
): number {
  if (typeof value === "number" || value === undefined) return checkInteger(kind, what, value);
  if (value.length !== rank && value.length !== 1) {
    throw new RangeError(`${WHERE}: ${what} of ${kind} must have ${rank} entries, received ${value.length}`);
  }
  return checkInteger(kind, what, value.length === 1 ? value[0] : value[axis]);
}

function checkInteger(kind: string, what: string, value: number | undefined): number {
  if (value === undefined || !Number.isInteger(value) || value < 1 || value > LARGEST) {
    throw new RangeError(`${WHERE}: ${what} of ${kind} must be an integer from 1 to 2^31 - 1, received ${value}`);
  }
  return value;
}

const LARGEST = 2 ** 31 - 1;
const LARGEST_EXTENT = 2 ** 30;
