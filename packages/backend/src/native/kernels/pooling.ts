import {
  AvgPool,
  AvgPoolGrad,
  MaxPool,
  MaxPoolGrad,
  backend_util,
  type AvgPoolAttrs,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { heapFloats } from "../../wasm-kernels/wasm-backend.ts";
import { images } from "../onednn/layouts.ts";
import { constant, layout, sizes, type Layout, type Operation, type Parameter } from "../onednn/operation.ts";
import {
  DESTINATION,
  DESTINATION_GRADIENT,
  SOURCE,
  SOURCE_GRADIENT,
  WORKSPACE,
  type Binding,
} from "../onednn/primitive.ts";
import { areFinite } from "./are-finite.ts";
import { maxPoolOfAnyNumbers, type PoolInfo } from "./max-pool-of-any-numbers.ts";
import { areFloats, nativeKernel, type NativeCall, type NativeKernel } from "./native-kernel.ts";

type Attributes = AvgPoolAttrs;
type Algorithm = "pooling_max" | "pooling_avg_exclude_padding";

/** More cells in a window are not numbered in a byte. */
const MOST_CELLS = 255;

/** A pooling of given shapes, as oneDNN describes it. */
interface Described {
  readonly source: Layout;
  /** The source as far as any window reaches. */
  readonly reached: Layout;
  readonly destination: Layout;
  readonly info: PoolInfo;
  /** Strides, lengths of the window, dilations less one, zeros before, zeros after. */
  readonly window: readonly Parameter[];
  readonly key: string;
}

function describe(shape: readonly number[], attrs: Attributes): Described | undefined {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  if (shape.length !== 4) return undefined;
  const given = shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(given, filterSize, strides, 1, pad, dimRoundingMode);
  const { outShape, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  if (outHeight <= 0 || outWidth <= 0) return undefined;
  const bottom = (outHeight - 1) * info.strideHeight + filterHeight - padInfo.top;
  const end = (outWidth - 1) * info.strideWidth + filterWidth - padInfo.left;
  const below = Math.max(0, bottom - inHeight);
  const right = Math.max(0, end - inWidth);
  // A window may lie in the margin altogether, which has no mean and no maximum.
  if (Math.max(padInfo.top, below) >= filterHeight || Math.max(padInfo.left, right) >= filterWidth) return undefined;
  const window = [
    [info.strideHeight, info.strideWidth],
    [filterHeight, filterWidth],
    [0, 0],
    [padInfo.top, padInfo.left],
    [below, right],
  ];
  const source = images(shape);
  const [batch = 0, channels = 0] = source.dims;
  return {
    source,
    // TensorFlow.js leaves whole windows out where margins are given as one number and windows are not square.
    reached: { ...source, dims: [batch, channels, Math.min(inHeight, bottom), Math.min(inWidth, end)] },
    destination: images(outShape),
    info,
    window: window.map(sizes),
    key: `${shape.join()} ${window.join()}`,
  };
}

function forwardOperation(algorithm: Algorithm, described: Described, isTraining: boolean): Operation {
  const { source, reached, destination, window } = described;
  return {
    family: "pooling_forward",
    parameters: [
      constant(isTraining ? "forward_training" : "forward_inference"),
      constant(algorithm),
      layout(isTraining ? source : reached),
      layout(destination),
      ...window,
    ],
  };
}

function backwardOperation(algorithm: Algorithm, described: Described): Operation {
  return {
    family: "pooling_backward",
    parameters: [constant(algorithm), layout(described.source), layout(described.destination), ...described.window],
    forward: forwardOperation(algorithm, described, true),
  };
}

function forward(call: NativeCall<Attributes>, algorithm: Algorithm): TensorInfo | undefined {
  const { inputs, attrs, backend, engine } = call;
  const { x } = inputs;
  if (x === undefined || !areFloats(x)) return undefined;
  const described = describe(x.shape, attrs);
  if (described === undefined) return undefined;
  const out = backend.makeOutput(described.info.outShape, "float32");
  if (algorithm === "pooling_max" && !areFinite(x, call)) {
    maxPoolOfAnyNumbers(heapFloats(backend, x), heapFloats(backend, out), described.info);
    return out;
  }
  engine.run(
    `${algorithm} ${described.key}`,
    () => ({
      operation: forwardOperation(algorithm, described, false),
      bindings: [
        { argument: SOURCE, layout: described.reached },
        { argument: DESTINATION, layout: described.destination },
      ],
    }),
    [x, out],
  );
  return out;
}

/** What a gradient is computed from. */
function gradientInputs(
  call: NativeCall<Attributes>,
): { dy: TensorInfo; x: TensorInfo; described: Described } | undefined {
  const { dy, input: x } = call.inputs;
  if (dy === undefined || x === undefined || !areFloats(dy, x)) return undefined;
  const described = describe(x.shape, call.attrs);
  if (described === undefined || described.info.outShape.join() !== dy.shape.join()) return undefined;
  return { dy, x, described };
}

function averageGradient(call: NativeCall<Attributes>): TensorInfo | undefined {
  const { backend, engine } = call;
  const given = gradientInputs(call);
  if (given === undefined) return undefined;
  const { dy, x, described } = given;
  const out = backend.makeOutput(x.shape, "float32");
  engine.run(
    `average pooling gradient ${described.key}`,
    () => ({
      operation: backwardOperation("pooling_avg_exclude_padding", described),
      bindings: [
        { argument: DESTINATION_GRADIENT, layout: described.destination },
        { argument: SOURCE_GRADIENT, layout: described.source },
      ],
    }),
    [dy, out],
  );
  return out;
}

/**
 * Pools once more, to learn where each maximum lies: the first of equals, as on WASM. Where not all numbers are finite,
 * WASM does it.
 */
function maximumGradient(call: NativeCall<Attributes>): TensorInfo | undefined {
  const { backend, engine } = call;
  const given = gradientInputs(call);
  if (given === undefined || given.described.info.filterHeight * given.described.info.filterWidth > MOST_CELLS)
    return undefined;
  const { dy, x, described } = given;
  if (!areFinite(x, call)) return undefined;
  const places: Binding = { argument: WORKSPACE, layout: { ...described.destination, type: "u8" } };
  const maxima = backend.makeOutput(described.info.outShape, "float32");
  const workspace = backend.makeOutput(described.info.outShape, "int32");
  const out = backend.makeOutput(x.shape, "float32");
  engine.run(
    `places of maxima ${described.key}`,
    () => ({
      operation: forwardOperation("pooling_max", described, true),
      bindings: [
        { argument: SOURCE, layout: described.source },
        { argument: DESTINATION, layout: described.destination },
        places,
      ],
    }),
    [x, maxima, workspace],
  );
  engine.run(
    `max pooling gradient ${described.key}`,
    () => ({
      operation: backwardOperation("pooling_max", described),
      bindings: [
        { argument: DESTINATION_GRADIENT, layout: described.destination },
        { argument: SOURCE_GRADIENT, layout: described.source },
        places,
      ],
    }),
    [dy, out, workspace],
  );
  for (const { dataId } of [maxima, workspace]) backend.disposeData(dataId);
  return out;
}

/**
 * Pooling of images with channels last, and its gradients. A mean leaves the margin out.
 *
 * Of any size: for some thousand numbers WASM would be quicker by two microseconds, but it takes NaN for −∞.
 *
 * @see https://uxlfoundation.github.io/oneDNN/dev_guide_pooling.html
 * @internal
 */
export const poolingKernels: readonly NativeKernel[] = [
  nativeKernel<Attributes>(AvgPool, (call) => forward(call, "pooling_avg_exclude_padding")),
  nativeKernel<Attributes>(MaxPool, (call) => forward(call, "pooling_max")),
  nativeKernel<Attributes>(AvgPoolGrad, averageGradient),
  nativeKernel<Attributes>(MaxPoolGrad, maximumGradient),
];
