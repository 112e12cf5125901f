import { flatIndex, indicesOf, poolingWindows, product } from "../../oracles/convolution-entries.ts";
import type { LinearAction } from "../../oracles/reference-network.ts";
import { type SparseEntry, sparseMap } from "../../oracles/sparse-map.ts";
import type { PlainStage, PoolingStage } from "../certified-critic-case.ts";
import type { CriticScope, LayerPlan } from "./critic-scope.ts";

/** What is told of where a layer stands. */
interface Place {
  readonly scope: CriticScope;
  readonly name: string;
  /** Shape of a sample of the input. */
  readonly shape: readonly number[];
}

/**
 * A layer without a kernel.
 *
 * @param place - where it stands
 * @param given - the layer
 * @param options - whether its output must have the shape of its input
 * @returns null where there is none that fits
 */
export function plainPlan(
  place: Place,
  { stage, amount }: PlainStage,
  { keepsShape = false }: { readonly keepsShape?: boolean } = {},
): LayerPlan | null {
  const { shape } = place;
  const isImage = shape.length === 3;
  switch (stage) {
    case "batch normalization":
      return batchNormalizationPlan(place);
    case "dropout":
      return movement("Dropout", { rate: 0.5 }, shape, shape, (i) => i);
    case "softmax":
      return softmaxPlan(shape);
    case "capped relu":
      return cappedPlan(shape, amount);
    case "PReLU":
      return slopesPlan(place);
    default:
  }
  if (keepsShape) return null;
  switch (stage) {
    case "flatten":
      return shape.length < 2 ? null : flattenPlan(shape);
    case "reshape":
      return reshapePlan(shape, amount);
    case "permute":
      return shape.length < 2 ? null : permutePlan(shape);
    case "global average pooling":
      return shape.length < 2 ? null : globalAveragePlan(shape);
    case "up-sampling":
      return isImage ? upSamplingPlan(shape, Math.min(2, amount)) : null;
    case "zero padding":
      return isImage ? paddingPlan(shape, amount) : null;
    default: // cropping
      return isImage ? croppingPlan(shape, amount) : null;
  }
}

/**
 * A pooling.
 *
 * @param given - the layer
 * @param shape - shape of a sample of the input
 * @param options - whether its output must have the shape of its input
 * @returns null on a sample without spatial axes
 */
export function poolingPlan(
  given: PoolingStage,
  shape: readonly number[],
  { keepsShape = false }: { readonly keepsShape?: boolean } = {},
): LayerPlan | null {
  const [sizes, channels] = [shape.slice(0, -1), shape.at(-1) ?? 1];
  if (sizes.length === 0) return null;
  const fits = sizes.every((size) => given.window <= size);
  const stride = keepsShape ? 1 : given.stride;
  const padding = keepsShape || !fits ? "same" : given.padding;
  const kernelSizes = sizes.map(() => given.window);
  const { windows, sizes: outSizes } = poolingWindows(sizes, kernelSizes, { stride, padding });
  const isMax = given.stage === "max pooling";
  const className = `${isMax ? "Max" : "Average"}Pooling${sizes.length}D`;
  const config = {
    pool_size: kernelSizes,
    strides: sizes.map(() => stride),
    padding,
    ...(sizes.length === 2 && { data_format: "channels_last" }),
  };
  const outShape = [...outSizes, channels];
  const outputs = product(outShape);
  if (isMax) {
    const ofChannels = windows.flatMap((pixels) =>
      Array.from({ length: channels }, (_, c) => pixels.map((pixel) => pixel * channels + c)),
    );
    const action = { type: "maximum of windows", windows: ofChannels } as const;
    return { className, config, shape: outShape, parts: [{ suffix: "", kind: className, action, outputs }] };
  }
  // TensorFlow divides by the number of pixels that are in the picture.
  const entries = windows.flatMap((pixels, o) =>
    Array.from({ length: channels }, (_, c) =>
      pixels.map((pixel): SparseEntry => [o * channels + c, pixel * channels + c, 1 / pixels.length]),
    ).flat(),
  );
  return linearPlan(className, config, shape, outShape, entries, { roundings: 1 });
}

function linearPlan(
  className: string,
  config: Readonly<Record<string, unknown>>,
  shape: readonly number[],
  outShape: readonly number[],
  entries: readonly SparseEntry[],
  { roundings = 0, offset = null }: Partial<Pick<LinearAction, "roundings" | "offset">> = {},
): LayerPlan {
  const outputs = product(outShape);
  const action: LinearAction = { type: "linear", map: sparseMap(outputs, product(shape), entries), offset, roundings };
  return { className, config, shape: outShape, parts: [{ suffix: "", kind: className, action, outputs }] };
}

/** A layer that moves, repeats or drops entries: `source` gives the input of each output, -1 for a zero. */
function movement(
  className: string,
  config: Readonly<Record<string, unknown>>,
  shape: readonly number[],
  outShape: readonly number[],
  source: (output: number) => number,
): LayerPlan {
  const entries = Array.from({ length: product(outShape) }, (_, i) => i).flatMap((output): SparseEntry[] => {
    const input = source(output);
    return input < 0 ? [] : [[output, input, 1]];
  });
  return linearPlan(className, config, shape, outShape, entries);
}

function flattenPlan(shape: readonly number[]): LayerPlan {
  return movement("Flatten", {}, shape, [product(shape)], (i) => i);
}

function reshapePlan(shape: readonly number[], amount: number): LayerPlan {
  const size = product(shape);
  const channels = size % (amount + 1) === 0 ? amount + 1 : 1;
  const target = [size / channels, channels];
  return movement("Reshape", { target_shape: target }, shape, target, (i) => i);
}

/** Reverses the axes. */
function permutePlan(shape: readonly number[]): LayerPlan {
  const target = shape.toReversed();
  const places = indicesOf(target);
  const dims = shape.map((_, axis) => shape.length - axis);
  return movement("Permute", { dims }, shape, target, (i) => flatIndex(places[i]?.toReversed() ?? [], shape));
}

function globalAveragePlan(shape: readonly number[]): LayerPlan {
  const [sizes, channels] = [shape.slice(0, -1), shape.at(-1) ?? 1];
  const pixels = product(sizes);
  const entries = Array.from({ length: pixels * channels }, (_, i): SparseEntry => [i % channels, i, 1 / pixels]);
  const config = sizes.length === 2 ? { data_format: "channels_last" } : {};
  return linearPlan(`GlobalAveragePooling${sizes.length}D`, config, shape, [channels], entries, { roundings: 1 });
}

function upSamplingPlan(shape: readonly number[], amount: number): LayerPlan {
  const [height = 1, width = 1, channels = 1] = shape;
  const target = [height * amount, width * amount, channels];
  const places = indicesOf(target);
  const config = { size: [amount, amount], data_format: "channels_last", interpolation: "nearest" };
  return movement("UpSampling2D", config, shape, target, (i) => {
    const [y = 0, x = 0, c = 0] = places[i] ?? [];
    return flatIndex([Math.floor(y / amount), Math.floor(x / amount), c], shape);
  });
}

function paddingPlan(shape: readonly number[], amount: number): LayerPlan {
  const [height = 1, width = 1, channels = 1] = shape;
  const target = [height + amount, width + 1, channels];
  const places = indicesOf(target);
  const config = { padding: [[1, amount - 1], [0, 1]], data_format: "channels_last" }; // prettier-ignore
  return movement("ZeroPadding2D", config, shape, target, (i) => {
    const [y = 0, x = 0, c = 0] = places[i] ?? [];
    return y < 1 || y > height || x >= width ? -1 : flatIndex([y - 1, x, c], shape);
  });
}

function croppingPlan(shape: readonly number[], amount: number): LayerPlan {
  const [height = 1, width = 1, channels = 1] = shape;
  const top = Math.min(amount, height - 1);
  const target = [height - top, width, channels];
  const places = indicesOf(target);
  const config = { cropping: [[top, 0], [0, 0]], data_format: "channels_last" }; // prettier-ignore
  return movement("Cropping2D", config, shape, target, (i) => {
    const [y = 0, x = 0, c = 0] = places[i] ?? [];
    return flatIndex([y + top, x, c], shape);
  });
}

const EPSILON = 1e-3;

function batchNormalizationPlan({ scope, name, shape }: Place): LayerPlan {
  const channels = shape.at(-1) ?? 1;
  const random = scope.random(`${name}/statistics`);
  const normals = (): Float32Array => Float32Array.from({ length: channels }, () => random.normal());
  const gamma = scope.weight(name, "gamma", [channels], normals());
  const beta = scope.weight(name, "beta", [channels], normals());
  const mean = scope.weight(name, "moving_mean", [channels], normals());
  const variance = scope.weight(name, "moving_variance", [channels], normals().map((x) => x * x)); // prettier-ignore
  const scales = Array.from(gamma, (g, c) => g / Math.sqrt((variance[c] ?? Number.NaN) + EPSILON));
  const outputs = product(shape);
  const offset = Float64Array.from({ length: outputs }, (_, i) => {
    const c = i % channels;
    return (beta[c] ?? Number.NaN) - (mean[c] ?? Number.NaN) * (scales[c] ?? Number.NaN);
  });
  const entries = Array.from({ length: outputs }, (_, i): SparseEntry => [i, i, scales[i % channels] ?? Number.NaN]);
  const config = { axis: -1, momentum: 0.99, epsilon: EPSILON, center: true, scale: true };
  return linearPlan("BatchNormalization", config, shape, shape, entries, { roundings: 3, offset });
}

function softmaxPlan(shape: readonly number[]): LayerPlan {
  const outputs = product(shape);
  const action = { type: "softmax", size: shape.at(-1) ?? 1 } as const;
  return {
    className: "Softmax",
    config: { axis: -1 },
    shape,
    parts: [{ suffix: "", kind: "Softmax", action, outputs }],
  };
}

function cappedPlan(shape: readonly number[], amount: number): LayerPlan {
  const f = (x: number): number => Math.min(amount, Math.max(0, x));
  const action = { type: "entrywise", name: `relu up to ${amount}`, f, slope: 1, isRelu: false } as const;
  const parts = [{ suffix: "", kind: "ReLU", action, outputs: product(shape) }];
  return { className: "ReLU", config: { max_value: amount }, shape, parts };
}

/** Leaky ReLU with a slope for each entry, between -1.5 and 1.5 or so. */
function slopesPlan({ scope, name, shape }: Place): LayerPlan {
  const outputs = product(shape);
  const random = scope.random(`${name}/alpha`);
  const own = Float32Array.from({ length: outputs }, () => 0.7 * random.normal());
  const alpha = scope.weight(name, "alpha", shape, own);
  const f = (x: number, place: number): number => (x < 0 ? (alpha[place] ?? Number.NaN) * x : x);
  const slope = alpha.reduce((most, a) => Math.max(most, Math.abs(a)), 1);
  const action = { type: "entrywise", name: "PReLU", f, slope, isRelu: false } as const;
  return { className: "PReLU", config: {}, shape, parts: [{ suffix: "", kind: "PReLU", action, outputs }] };
}
