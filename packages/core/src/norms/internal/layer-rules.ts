import {
  activationLipschitz,
  averagePoolingNorm,
  batchNormalizationNorm,
  globalAveragePoolingNorm,
  layerNormalizationLipschitz,
  maxPoolingLipschitz,
  type PoolingWindow,
  upSamplingNorm,
  rootUp,
} from "@lipschitz-gan/certificates";

/**
 * One layer at one place in a network, as plain numbers.
 *
 * @internal
 */
export interface LayerCall {
  /** From the layer's `getConfig()`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Shape of one sample of the input. */
  readonly inputShape: readonly number[];
  /** The values of a weight by its own name; undefined if the layer has none of that name. */
  readonly weight: (name: string) => ArrayLike<number> | undefined;
}

/**
 * What a rule says.
 *
 * @internal
 */
export interface RuleResult {
  readonly constant: number;
  /** The rule in words or a formula. */
  readonly rule: string;
}

/**
 * A layer's Lipschitz constant from its settings and weights; throws RangeError where it has none.
 *
 * @internal
 */
export type LayerRule = (call: LayerCall) => RuleResult;

/**
 * Layers whose constant is the operator norm of a kernel.
 *
 * @internal
 */
export const KERNEL_LAYERS: ReadonlySet<string> = new Set([
  "Dense",
  "Conv1D",
  "Conv2D",
  "Conv3D",
  "Conv2DTranspose",
  "Conv3DTranspose",
  "DepthwiseConv2D",
  "SeparableConv2D",
]);

const moved = (what: string): LayerRule => {
  return () => ({ constant: 1, rule: what });
};
const rearranged = moved("1: moves entries");
const nothing = moved("1: does nothing at inference");

/**
 * The rules of all other layers with one input, by class name.
 *
 * @internal
 */
export const LAYER_RULES: Readonly<Record<string, LayerRule>> = {
  Flatten: rearranged,
  Reshape: rearranged,
  Permute: rearranged,
  ZeroPadding2D: moved("1: adds zeros"),
  Cropping2D: moved("1: drops entries"),
  Dropout: nothing,
  SpatialDropout1D: nothing,
  GaussianDropout: nothing,
  GaussianNoise: nothing,
  AlphaDropout: nothing,
  RepeatVector: ({ config }) => ({ constant: rootUp(Number(config["n"])), rule: "√n: repeats entries n times" }),
  Rescaling: ({ config }) => rescaling(config["scale"]),
  MaxPooling1D: maxPooling,
  MaxPooling2D: maxPooling,
  MaxPooling3D: maxPooling,
  AveragePooling1D: averagePooling,
  AveragePooling2D: averagePooling,
  AveragePooling3D: averagePooling,
  GlobalMaxPooling1D: globalMaxPooling,
  GlobalMaxPooling2D: globalMaxPooling,
  GlobalAveragePooling1D: globalAveragePooling,
  GlobalAveragePooling2D: globalAveragePooling,
  UpSampling2D: upSampling,
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  ReLU: () => ({ constant: activationLipschitz("relu"), rule: "relu" }),
  LeakyReLU: ({ config }) => ({
    constant: activationLipschitz("leakyReLU", { alpha: Number(config["alpha"]) }),
    rule: "leakyReLU: max(1, |alpha|)",
  }),
  PReLU: ({ weight }) => ({
    constant: activationLipschitz("PReLU", { alpha: weight("alpha") ?? [] }),
    rule: "PReLU: max(1, |alpha|)",
  }),
  ELU: ({ config }) => ({
    constant: activationLipschitz("elu", { alpha: Number(config["alpha"]) }),
    rule: "elu: max(1, |alpha|)",
  }),
  Softmax: softmax,
};

/**
 * Why some layers have no constant, by class name.
 *
 * @internal
 */
export const WITHOUT_CONSTANT: Readonly<Record<string, string>> = {
  Multiply: "a product of branches is not globally Lipschitz",
  Dot: "a product of branches is not globally Lipschitz",
  MultiHeadAttention: "dot-product attention is not globally Lipschitz",
  ThresholdedReLU: "it is not continuous",
  Embedding: "it takes indices",
  Masking: "it is not continuous, and its mask acts on later layers",
};

function rescaling(scale: unknown): RuleResult {
  if (typeof scale !== "number" || !Number.isFinite(scale)) {
    throw new RangeError(`its scale must be a finite number, received ${String(scale)}`);
  }
  return { constant: Math.max(Math.abs(scale), Math.abs(Math.fround(scale))), rule: "|scale|" };
}

function maxPooling(call: LayerCall): RuleResult {
  return {
    constant: maxPoolingLipschitz(poolingWindows(call)),
    rule: "max pooling: √ of the largest overlap of windows",
  };
}

function averagePooling(call: LayerCall): RuleResult {
  return { constant: averagePoolingNorm(poolingWindows(call)), rule: "norm of the averaging matrices of the axes" };
}

function globalMaxPooling(): RuleResult {
  return { constant: 1, rule: "1: one window" };
}

function globalAveragePooling({ config, inputShape }: LayerCall): RuleResult {
  return { constant: globalAveragePoolingNorm(spatialSize(inputShape, config)), rule: "1/√(number of entries)" };
}

function upSampling({ config, inputShape }: LayerCall): RuleResult {
  const factors = config["size"] as readonly number[]; // as tf.layers stores it
  const axes = spatialSize(inputShape, config).map((inputSize, i) => ({ inputSize, factor: factors[i] ?? Number.NaN }));
  const interpolation = config["interpolation"] === "bilinear" ? "bilinear" : "nearest";
  return {
    constant: upSamplingNorm(axes, interpolation),
    rule: `${interpolation} up-sampling: norm of the matrices of the axes`,
  };
}

function batchNormalization({ config, inputShape, weight }: LayerCall): RuleResult {
  refuseBatchAxis([Number(config["axis"])], inputShape);
  const gamma = weight("gamma");
  const variance = weight("moving_variance") ?? [];
  const scale = { variance, epsilon: Number(config["epsilon"]) };
  return {
    constant: batchNormalizationNorm(gamma === undefined ? scale : { ...scale, gamma }),
    rule: "batch normalisation at inference: max |gamma|/√(variance + epsilon)",
  };
}

function layerNormalization({ config, inputShape, weight }: LayerCall): RuleResult {
  refuseBatchAxis(axesOf(config["axis"]), inputShape);
  const gamma = weight("gamma");
  const scale = { epsilon: Number(config["epsilon"]) };
  return {
    constant: layerNormalizationLipschitz(gamma === undefined ? scale : { ...scale, gamma }),
    rule: "layer normalisation: max |gamma|/√epsilon",
  };
}

function softmax({ config, inputShape }: LayerCall): RuleResult {
  refuseBatchAxis(axesOf(config["axis"]), inputShape);
  return { constant: activationLipschitz("softmax"), rule: "softmax" };
}

function axesOf(axis: unknown): readonly number[] {
  return Array.isArray(axis) ? axis.map(Number) : [Number(axis)];
}

/** A layer that works across the batch axis makes samples depend on each other. */
function refuseBatchAxis(axes: readonly number[], inputShape: readonly number[]): void {
  const rank = inputShape.length + 1;
  if (axes.some((axis) => (axis < 0 ? axis + rank : axis) < 1)) {
    throw new RangeError(`its axes must be those of one sample, received ${axes.join(", ")}`);
  }
}

function poolingWindows({ config, inputShape }: LayerCall): readonly PoolingWindow[] {
  // As tf.layers stores them: one number an axis.
  const { poolSize, strides } = config as { poolSize: readonly number[]; strides: readonly number[] };
  const padding = config["padding"] === "same" ? "same" : "valid";
  return spatialSize(inputShape, config).map((inputSize, i) => ({
    inputSize,
    poolSize: poolSize[i] ?? Number.NaN,
    stride: strides[i] ?? Number.NaN,
    padding,
  }));
}

/** The shape of a sample without its channel axis. */
function spatialSize(inputShape: readonly number[], config: Readonly<Record<string, unknown>>): readonly number[] {
  return config["dataFormat"] === "channelsFirst" ? inputShape.slice(1) : inputShape.slice(0, -1);
}
