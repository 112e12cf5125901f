import { backend_util } from "@tensorflow/tfjs-core";

type Pair = number | readonly [number, number];
type Padding = Parameters<typeof backend_util.computeConv2DInfo>[4];
type Rounding = NonNullable<Parameters<typeof backend_util.computeConv2DInfo>[5]>;

/** The attributes that the backward kernels of convolutions share. @internal */
export interface ConvAttributes {
  readonly strides: Pair;
  readonly pad: Padding;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dimRoundingMode?: Rounding;
  /** Not in TensorFlow.js's own attributes of the dense kernels; 1 when absent or null. */
  readonly dilations?: Pair | null;
}

/** One axis of a convolution: `input index = output index * stride + tap * dilation - before`. @internal */
export interface ConvAxis {
  readonly inSize: number;
  readonly outSize: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros before the first input. */
  readonly before: number;
}

/** A 2-D convolution, channels last. @internal */
export interface ConvGeometry {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly height: ConvAxis;
  readonly width: ConvAxis;
}

/** One number for both axes, written out. @internal */
export function pair(value: Pair): [number, number] {
  return typeof value === "number" ? [value, value] : [value[0], value[1]];
}

/** A shape with its rank checked. @internal */
export function shape4D(kernelName: string, name: string, shape: readonly number[]): [number, number, number, number] {
  const [a, b, c, d] = shape;
  if (shape.length !== 4 || a === undefined || b === undefined || c === undefined || d === undefined) {
    throw new RangeError(`${kernelName}: ${name} must have 4 dimensions, received [${shape.join(", ")}]`);
  }
  return [a, b, c, d];
}

/**
 * Zeros behind the last input, so that there are as many windows as are wanted, and no more. Inputs that no window reaches
 * are left over where none are needed.
 *
 * @param windows - how many
 * @param stride - from one to the next
 * @param reach - inputs from the first to the last that a window meets
 * @param before - inputs and zeros in front of them
 * @internal
 */
export function zerosBehind(windows: number, stride: number, reach: number, before: number): number {
  return Math.max(0, (windows - 1) * stride + reach - before);
}

/**
 * Sizes, strides and padding of the convolution whose gradient is asked for.
 *
 * @throws RangeError for channels first, for shapes that do not fit together and for stride and dilation
 * both above 1 on one axis
 * @internal
 */
export function convGeometry(
  kernelName: string,
  inputShape: readonly number[],
  filterShape: readonly number[],
  dyShape: readonly number[],
  attrs: ConvAttributes,
  depthwise = false,
): ConvGeometry {
  const { strides, pad, dataFormat = "NHWC", dimRoundingMode } = attrs;
  const dilations = attrs.dilations ?? 1;
  if (dataFormat !== "NHWC") {
    throw new RangeError(
      `${kernelName}: dataFormat must be "NHWC" on the wasm backend, received "${dataFormat}"; transpose to channels last`,
    );
  }
  const info = backend_util.computeConv2DInfo(
    shape4D(kernelName, "the input shape", inputShape),
    shape4D(kernelName, "the filter shape", filterShape),
    pair(strides),
    pair(dilations),
    pad,
    dimRoundingMode,
    depthwise,
  );
  const expected = [info.batchSize, info.outHeight, info.outWidth, info.outChannels];
  if (dyShape.length !== 4 || expected.some((size, i) => size !== dyShape[i])) {
    throw new RangeError(
      `${kernelName}: dy must have the output's shape [${expected.join(", ")}], received [${dyShape.join(", ")}]`,
    );
  }
  if ((info.strideHeight > 1 && info.dilationHeight > 1) || (info.strideWidth > 1 && info.dilationWidth > 1)) {
    throw new RangeError(
      `${kernelName}: strides or dilations must be 1, received strides [${pair(strides).join(", ")}] and dilations [${pair(dilations).join(", ")}]`,
    );
  }
  return {
    batch: info.batchSize,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    height: {
      inSize: info.inHeight,
      outSize: info.outHeight,
      taps: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: info.padInfo.top,
    },
    width: {
      inSize: info.inWidth,
      outSize: info.outWidth,
      taps: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: info.padInfo.left,
    },
  };
}
