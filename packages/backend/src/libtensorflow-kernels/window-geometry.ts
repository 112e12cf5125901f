import { backend_util } from "@tensorflow/tfjs-core";

/** The attributes of a convolution or a pooling that say where its windows lie. @internal */
export interface WindowAttributes {
  readonly strides: number | [number, number];
  readonly pad: string | number | readonly (readonly [number, number])[];
  readonly dilations?: number | [number, number] | null;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Where the windows of a convolution or a pooling lie, along height and width. @internal */
export interface WindowGeometry {
  /** `[batch, height, width, channels]` */
  readonly outShape: readonly number[];
  /** Height and width of a window, dilation counted. */
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  /** Padding above and to the left. */
  readonly before: readonly [number, number];
}

/** Pixels to put before and after each axis of an image; negative ones are to be cut off. @internal */
export type Margins = readonly (readonly [before: number, after: number])[];

/** Of a convolution; a pooling's is the same. */
type Info = ReturnType<typeof backend_util.computeConv2DInfo>;
type Shape4 = [number, number, number, number];
type Pad = Parameters<typeof backend_util.computeConv2DInfo>[4];

/**
 * Of a convolution, as TensorFlow.js works it out.
 *
 * @param inputShape - `[batch, height, width, channels]`
 * @param filterShape - `[height, width, in, out]`
 * @param attrs - the kernel's attributes
 * @param depthwise - whether each channel is convolved by itself
 * @internal
 */
export function convolutionGeometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dimRoundingMode }: WindowAttributes,
  depthwise: boolean,
): WindowGeometry {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the operation has checked ranks and padding
  const [input, filter, padding] = [[...inputShape] as Shape4, [...filterShape] as Shape4, pad as Pad];
  return geometryOf(
    backend_util.computeConv2DInfo(input, filter, strides, dilations ?? 1, padding, dimRoundingMode, depthwise),
  );
}

/**
 * Of a pooling, as TensorFlow.js works it out.
 *
 * @param inputShape - `[batch, height, width, channels]`
 * @param filterSize - height and width of a window
 * @param attrs - the kernel's attributes
 * @internal
 */
export function poolingGeometry(
  inputShape: readonly number[],
  filterSize: number | [number, number],
  { strides, pad, dimRoundingMode }: WindowAttributes,
): WindowGeometry {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the operation has checked ranks and padding
  const [input, padding] = [[...inputShape] as Shape4, pad as Pad];
  return geometryOf(backend_util.computePool2DInfo(input, filterSize, strides, 1, padding, dimRoundingMode));
}

/**
 * The margins between which as many windows as there are outputs lie exactly, so that no padding, and no rule for the
 * rest of a division, is left to anybody.
 *
 * @param geometry - the windows
 * @param inputShape - `[batch, height, width, channels]`
 * @param outShape - of the outputs that there are: of the gradient, where one is given
 * @internal
 */
export function exactMargins(
  { window, strides, before }: WindowGeometry,
  inputShape: readonly number[],
  outShape: readonly number[],
): Margins {
  const along = (axis: 0 | 1): readonly [number, number] => {
    const [input = 0, outputs = 0] = [inputShape[axis + 1], outShape[axis + 1]];
    return [before[axis], (outputs - 1) * strides[axis] + window[axis] - before[axis] - input];
  };
  return [[0, 0], along(0), along(1), [0, 0]];
}

function geometryOf(info: Info): WindowGeometry {
  return {
    outShape: info.outShape,
    window: [info.effectiveFilterHeight, info.effectiveFilterWidth],
    strides: [info.strideHeight, info.strideWidth],
    before: [info.padInfo.top, info.padInfo.left],
  };
}
