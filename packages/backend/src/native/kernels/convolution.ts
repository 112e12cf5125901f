import {
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  FusedConv2D,
  FusedDepthwiseConv2D,
  backend_util,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { pair, zerosBehind, type ConvAttributes } from "../../wasm-kernels/conv-geometry.ts";
import { free, images, packed, permuted } from "../onednn/layouts.ts";
import { constant, layout, sizes, type Layout, type Operation, type PostOperation } from "../onednn/operation.ts";
import {
  BIAS,
  DESTINATION,
  DESTINATION_GRADIENT,
  SOURCE,
  SOURCE_GRADIENT,
  WEIGHTS,
  WEIGHTS_GRADIENT,
} from "../onednn/primitive.ts";
import { activationOf } from "./activations.ts";
import { areFloats, nativeKernel, type NativeCall, type NativeKernel } from "./native-kernel.ts";

interface Attributes extends ConvAttributes {
  readonly filterShape?: readonly number[];
  readonly inputShape?: readonly number[];
  readonly activation?: string | null;
  readonly leakyreluAlpha?: number | null;
}

type Shape4 = [number, number, number, number];

/** A convolution of given shapes, as oneDNN describes it. */
interface Described {
  readonly source: Layout;
  readonly weights: Layout;
  readonly destination: Layout;
  readonly outputShape: readonly number[];
  /** Strides, dilations less one, zeros before, zeros after; each for height and width. */
  readonly window: readonly (readonly number[])[];
  readonly key: string;
}

function describe(
  x: readonly number[],
  filter: readonly number[],
  attrs: Attributes,
  depthwise: boolean,
): Described | undefined {
  if (x.length !== 4 || filter.length !== 4 || (attrs.dataFormat ?? "NHWC") !== "NHWC") return undefined;
  const info = backend_util.computeConv2DInfo(
    x as Shape4,
    filter as Shape4,
    pair(attrs.strides),
    pair(attrs.dilations ?? 1),
    attrs.pad,
    attrs.dimRoundingMode,
    depthwise,
  );
  const { padInfo, outHeight, outWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  if (outHeight <= 0 || outWidth <= 0) return undefined;
  const window = [
    [strideHeight, strideWidth],
    [dilationHeight - 1, dilationWidth - 1],
    [padInfo.top, padInfo.left],
    [
      zerosBehind(outHeight, strideHeight, info.effectiveFilterHeight, info.inHeight + padInfo.top),
      zerosBehind(outWidth, strideWidth, info.effectiveFilterWidth, info.inWidth + padInfo.left),
    ],
  ];
  const outputShape = [info.batchSize, outHeight, outWidth, info.outChannels];
  return {
    source: images(x),
    weights: depthwise ? depthwiseWeights(filter) : permuted(filter, [3, 2, 0, 1]),
    destination: images(outputShape),
    outputShape,
    window,
    key: `${depthwise ? "depthwise" : ""} ${x.join()} ${filter.join()} ${window.join()}`,
  };
}

/** `[height, width, channels, multiplier]` as groups of one input channel each. */
function depthwiseWeights(shape: readonly number[]): Layout {
  const { dims, strides = [] } = permuted(shape, [2, 3, 0, 1]);
  const [channels = 0, multiplier = 0, ...taps] = dims;
  const [ofChannels = 0, ofMultiplier = 0, ...ofTaps] = strides;
  return { dims: [channels, multiplier, 1, ...taps], strides: [ofChannels, ofMultiplier, 1, ...ofTaps] };
}

/** The forward operation, for a use of its own or as what a backward one belongs to. */
function forwardOperation(
  { source, weights, destination, window }: Described,
  {
    bias = null,
    after = [],
    training = false,
  }: { bias?: Layout | null; after?: readonly PostOperation[]; training?: boolean },
): Operation {
  return {
    family: "convolution_forward",
    parameters: [
      constant(training ? "forward_training" : "forward_inference"),
      constant("convolution_direct"),
      layout(source),
      layout(free(weights)),
      layout(bias),
      layout(destination),
      ...window.map(sizes),
    ],
    after,
  };
}

function forward(
  { inputs, attrs, backend, engine }: NativeCall<Attributes>,
  depthwise: boolean,
): TensorInfo | undefined {
  const { x, filter, bias, preluActivationWeights } = inputs;
  const after = activationOf(attrs.activation, attrs.leakyreluAlpha);
  if (x === undefined || filter === undefined || after === undefined || preluActivationWeights !== undefined)
    return undefined;
  if (!areFloats(x, filter, ...(bias === undefined ? [] : [bias]))) return undefined;
  const described = describe(x.shape, filter.shape, attrs, depthwise);
  if (described === undefined) return undefined;
  const { source, weights, destination, outputShape, key } = described;
  const channels = outputShape.at(-1) ?? 0;
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== channels)) return undefined;
  const biasLayout = bias === undefined ? null : packed([channels]);
  const out = backend.makeOutput([...outputShape], "float32");
  engine.run(
    `conv ${key} ${bias === undefined ? "" : "bias"} ${attrs.activation ?? ""} ${attrs.leakyreluAlpha ?? ""}`,
    () => ({
      operation: forwardOperation(described, { bias: biasLayout, after }),
      bindings: [
        { argument: SOURCE, layout: source },
        { argument: WEIGHTS, layout: weights },
        { argument: DESTINATION, layout: destination },
        ...(biasLayout === null ? [] : [{ argument: BIAS, layout: biasLayout }]),
      ],
    }),
    [x, filter, out, ...(bias === undefined ? [] : [bias])],
  );
  return out;
}

function inputGradient(
  { inputs, attrs, backend, engine }: NativeCall<Attributes>,
  depthwise: boolean,
): TensorInfo | undefined {
  const { dy, filter } = inputs;
  const { inputShape } = attrs;
  if (dy === undefined || filter === undefined || inputShape === undefined || !areFloats(dy, filter)) return undefined;
  const described = describe(inputShape, filter.shape, attrs, depthwise);
  if (described === undefined || described.outputShape.join() !== dy.shape.join()) return undefined;
  const { source, weights, destination, window, key } = described;
  const out = backend.makeOutput([...inputShape], "float32");
  engine.run(
    `conv input gradient ${key}`,
    () => ({
      operation: {
        family: "convolution_backward_data",
        parameters: [
          constant("convolution_direct"),
          layout(source),
          layout(free(weights)),
          layout(destination),
          ...window.map(sizes),
        ],
        forward: forwardOperation(described, { training: true }),
      },
      bindings: [
        { argument: DESTINATION_GRADIENT, layout: destination },
        { argument: WEIGHTS, layout: weights },
        { argument: SOURCE_GRADIENT, layout: source },
      ],
    }),
    [dy, filter, out],
  );
  return out;
}

/**
 * Whether a kernel of one tap ends before the last row or column. For its gradient oneDNN 2.6.3 and 3.2 (`jit_1x1:avx2`)
 * write beyond their own memory where there are few channels, on processors with AVX2 that have no AVX-512: seen with
 * valgrind in a program of their C interface alone, and as crashes.
 */
function stepsOverRest({ source, weights, destination, window }: Described): boolean {
  const [inputs, taps, outputs] = [source, weights, destination].map(({ dims }) => dims.slice(-2));
  const [strides = []] = window;
  const isOneTap = taps?.every((count) => count === 1) === true;
  return isOneTap && strides.some((stride, axis) => ((outputs?.[axis] ?? 0) - 1) * stride + 1 < (inputs?.[axis] ?? 0));
}

function filterGradient(
  { inputs, attrs, backend, engine }: NativeCall<Attributes>,
  depthwise: boolean,
): TensorInfo | undefined {
  const { x, dy } = inputs;
  const { filterShape } = attrs;
  if (x === undefined || dy === undefined || filterShape === undefined || !areFloats(x, dy)) return undefined;
  const described = describe(x.shape, filterShape, attrs, depthwise);
  if (described === undefined || described.outputShape.join() !== dy.shape.join()) return undefined;
  if (stepsOverRest(described)) return undefined;
  const { source, weights, destination, window, key } = described;
  const out = backend.makeOutput([...filterShape], "float32");
  engine.run(
    `conv filter gradient ${key}`,
    () => ({
      operation: {
        family: "convolution_backward_weights",
        parameters: [
          constant("convolution_direct"),
          layout(source),
          layout(free(weights)),
          layout(null),
          layout(destination),
          ...window.map(sizes),
        ],
        forward: forwardOperation(described, { training: true }),
      },
      bindings: [
        { argument: SOURCE, layout: source },
        { argument: DESTINATION_GRADIENT, layout: destination },
        { argument: WEIGHTS_GRADIENT, layout: weights },
      ],
    }),
    [x, dy, out],
  );
  return out;
}

/**
 * Convolutions with channels last, dense and depthwise, and their gradients.
 *
 * @see https://uxlfoundation.github.io/oneDNN/dev_guide_convolution.html
 * @internal
 */
export const convolutionKernels: readonly NativeKernel[] = [
  nativeKernel<Attributes>(Conv2D, (call) => forward(call, false)),
  nativeKernel<Attributes>(FusedConv2D, (call) => forward(call, false)),
  nativeKernel<Attributes>(Conv2DBackpropInput, (call) => inputGradient(call, false)),
  nativeKernel<Attributes>(Conv2DBackpropFilter, (call) => filterGradient(call, false)),
  nativeKernel<Attributes>(DepthwiseConv2dNative, (call) => forward(call, true)),
  nativeKernel<Attributes>(FusedDepthwiseConv2D, (call) => forward(call, true)),
  nativeKernel<Attributes>(DepthwiseConv2dNativeBackpropInput, (call) => inputGradient(call, true)),
  nativeKernel<Attributes>(DepthwiseConv2dNativeBackpropFilter, (call) => filterGradient(call, true)),
];
