import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { ShapeError } from "../errors.ts";
import { withReplacedReads } from "../internal/replaced-reads.ts";
import { isWrongInThreeDimensions } from "../internal/wrong-in-three-dimensions.ts";
import { builtInClass, fusedActivation } from "./internal/built-in-class.ts";
import { dilatedKernel } from "./internal/dilated-kernel.ts";
import { ownAdjoint } from "./internal/own-adjoint.ts";
import { type LayerWeights, layerWeights, ownName } from "./layer-weights.ts";
import { type LinearMap, linearMap } from "./linear-map.ts";

/** Options of {@link layerMap}. */
export interface LayerMapOptions {
  /** Values by own name that stand in for the layer's weights, such as `{ kernel: constrained }`. */
  readonly weights?: LayerWeights;
  /**
   * What to do about an activation that the layer applies after its linear part: `"refuse"` (default) is an error unless
   * it is `linear`; `"leave-out"` gives the linear part without it.
   */
  readonly activation?: "refuse" | "leave-out";
}

/**
 * The linear part of a layer of tf.layers at inference: the layer without its bias.
 *
 * The layer itself computes, with all that its padding, strides and data format do, while its additive weights (bias,
 * beta, running mean) read as zeros; it is never edited. Weights that are not replaced are read anew at each call.
 *
 * Linear are: dense, conv1d, conv2d, conv3d, conv2dTranspose, conv3dTranspose, depthwiseConv2d, separableConv2d; average
 * pooling, global average pooling, zeroPadding2d, cropping2D, upSampling2d, flatten, reshape, permute, repeatVector,
 * rescaling; batchNormalization; activation "linear"; dropout and the noise layers, which do nothing at inference.
 *
 * @param layer - a layer of one of these classes, built if it has weights
 * @param inputShape - shape of one sample
 * @param options - other weights, and what becomes of an activation
 * @returns the map; replaced weights must live as long as it is used
 * @throws RangeError if the layer is not linear or not built, is a 3-D convolution on the wasm backend (whose kernel is wrong), has an activation that is not to be left out, or has no weight of a given name; {@link @lipschitz-gan/core!ShapeError | ShapeError} if a given weight has another shape
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import * as tfl from "@tensorflow/tfjs-layers";
 * import { layerMap } from "@lipschitz-gan/core";
 *
 * const layer = tfl.layers.dense({ units: 1, kernelInitializer: "ones", biasInitializer: "ones", activation: "tanh" });
 * layer.build([null, 2]);
 * layerMap(layer, [2]); // => throws /must have no activation/
 * const kernelPart = layerMap(layer, [2], { activation: "leave-out" });
 * [...kernelPart.apply(tf.tensor2d([[3, 4]])).dataSync()]; // => [7]
 * [...kernelPart.adjoint(tf.tensor2d([[5]])).dataSync()]; // => [5, 5]
 * ```
 * @see Sedghi, Gupta & Long (2019), The singular values of convolutional layers, https://arxiv.org/abs/1805.10408
 */
export function layerMap(
  layer: tfl.layers.Layer,
  inputShape: readonly number[],
  { weights = {}, activation = "refuse" }: LayerMapOptions = {},
): LinearMap {
  checkLinear(layer, activation);
  checkWeights(layer, weights);
  const dilations = dilationsOf(layer);
  const linear = withoutActivation(layer);
  const valueOf = (variable: tfl.LayerVariable): tf.Tensor => {
    const name = ownName(variable);
    if (ADDITIVE.has(name)) return tf.zeros(variable.shape.map(Number));
    const value = weights[name] ?? variable.read();
    return DILATED.has(name) && dilations !== undefined ? dilatedKernel(value, dilations) : value;
  };
  const apply = (x: tf.Tensor): tf.Tensor => {
    const reads = new Map(layer.weights.map((variable) => [variable, valueOf(variable)]));
    return withReplacedReads(reads, () => linear.call(x, { training: false }) as tf.Tensor); // one output
  };
  const adjoint = ownAdjoint(layer, inputShape, () => ({ ...layerWeights(layer), ...weights }));
  return linearMap(apply, inputShape, adjoint === undefined ? {} : { adjoint });
}

const ADDITIVE: ReadonlySet<string> = new Set(["bias", "beta", "moving_mean"]);

/** Weights that the dilation of their layer spreads; a pointwise kernel has one tap. */
const DILATED: ReadonlySet<string> = new Set(["kernel", "depthwise_kernel"]);

const LINEAR: ReadonlySet<string> = new Set([
  "Dense",
  "Conv1D",
  "Conv2D",
  "Conv3D",
  "Conv2DTranspose",
  "Conv3DTranspose",
  "DepthwiseConv2D",
  "SeparableConv2D",
  "BatchNormalization",
  "AveragePooling1D",
  "AveragePooling2D",
  "AveragePooling3D",
  "GlobalAveragePooling1D",
  "GlobalAveragePooling2D",
  "ZeroPadding2D",
  "Cropping2D",
  "UpSampling2D",
  "Flatten",
  "Reshape",
  "Permute",
  "RepeatVector",
  "Rescaling",
  "Activation",
  "Dropout",
  "SpatialDropout1D",
  "GaussianDropout",
  "GaussianNoise",
  "AlphaDropout",
]);

function checkLinear(layer: tfl.layers.Layer, activation: "refuse" | "leave-out"): void {
  const name = builtInClass("layerMap", layer);
  if (!LINEAR.has(name)) {
    throw new RangeError(`layerMap: layer ${layer.name} must be linear, received class ${name}`);
  }
  if (HAS_KERNEL.test(name) && !layer.built) {
    throw new RangeError(`layerMap: layer ${layer.name} must be built, received one without weights`);
  }
  if (name.startsWith("Conv3D") && isWrongInThreeDimensions()) {
    throw new RangeError(
      `layerMap: layer ${layer.name} must not be a 3-D convolution on the ${tf.getBackend()} backend, received ${name}, ` +
        `whose adjoint TensorFlow.js 4.22 computes wrongly there; take another backend`,
    );
  }
  const fused = fusedActivation("layerMap", layer);
  // An activation layer has no linear part besides its activation.
  if (fused === "linear" || (activation === "leave-out" && name !== "Activation")) return;
  throw new RangeError(
    `layerMap: layer ${layer.name} must have no activation, received ${fused}; ` +
      `take its linear part alone with { activation: "leave-out" }`,
  );
}

const HAS_KERNEL = /^Dense$|Conv|^BatchNormalization$/;

function checkWeights(layer: tfl.layers.Layer, weights: LayerWeights): void {
  const shapes = new Map(layer.weights.map((variable) => [ownName(variable), variable.shape]));
  for (const [name, value] of Object.entries(weights)) {
    const shape = shapes.get(name);
    if (shape === undefined) {
      throw new RangeError(
        `layerMap: weights of ${layer.name} must be among ${[...shapes.keys()].join(", ")}, received ${name}`,
      );
    }
    if (shape.length !== value.shape.length || shape.some((size, axis) => size !== value.shape[axis])) {
      throw new ShapeError(`layerMap: ${name} of ${layer.name}`, `[${shape.join(", ")}]`, value.shape);
    }
  }
}

/** The dilations that the layer's call applies, or undefined for none. */
function dilationsOf(layer: tfl.layers.Layer): readonly number[] | undefined {
  // DepthwiseConv2D has the setting and never uses it (tf.layers 4.22); transposed convolutions have none.
  if (!["Conv1D", "Conv2D", "Conv3D", "SeparableConv2D"].includes(layer.getClassName())) return undefined;
  const { dilationRate } = layer.getConfig() as { dilationRate?: readonly number[] };
  return dilationRate?.some((rate) => rate > 1) ? dilationRate : undefined;
}

/** The layer seen without what is not linear in it: an object that inherits everything else from the layer. */
function withoutActivation(layer: tfl.layers.Layer): tfl.layers.Layer {
  const one = (layer.getConfig() as { dilationRate?: readonly number[] }).dilationRate?.map(() => 1);
  return Object.create(layer, {
    activation: { value: { getClassName: () => "linear", apply: (x: tf.Tensor) => x } },
    dilationRate: { value: one }, // the kernel reads as the dilated one
    offset: { value: 0 }, // of a rescaling
    _callHook: { value: null }, // the user's hook is not meant for these calls
  }) as tfl.layers.Layer;
}
