import {
  convolutionEntries,
  type MapOfImages,
  product,
  transposedConvolutionEntries,
} from "../../oracles/convolution-entries.ts";
import type { LinearAction } from "../../oracles/reference-network.ts";
import type { ConvolutionStage, DenseStage } from "../certified-critic-case.ts";
import { activationName, activationPart, ownActivation } from "./activation-plan.ts";
import type { CriticScope, LayerPart, LayerPlan } from "./critic-scope.ts";
import { type KernelValues, kernelValues } from "./kernel-values.ts";

/** Whether the output must have the shape of the input. */
export interface KeepsShape {
  readonly keepsShape?: boolean;
}

/**
 * A dense layer on the last axis, with its weights.
 *
 * @param scope - where the weights go
 * @param name - the layer's name
 * @param given - the layer
 * @param shape - shape of a sample of the input
 * @param options - whether the shape is kept
 */
export function densePlan(
  scope: CriticScope,
  name: string,
  given: DenseStage,
  shape: readonly number[],
  { keepsShape = false }: KeepsShape = {},
): LayerPlan {
  const inputs = shape.at(-1) ?? 1;
  const units = keepsShape ? inputs : given.units;
  const kernel = kernelOf(scope, name, "kernel", [inputs, units], given.values);
  const around = shape.slice(0, -1);
  const found = convolutionEntries({
    ...POINTWISE,
    sizes: around,
    kernelSizes: around.map(() => 1),
    channels: inputs,
    filters: units,
    entry: (_tap, channel, unit) => kernel[channel * units + unit] ?? Number.NaN,
  });
  return planOf(scope, name, "Dense", { units }, given, [partOf("", "Dense", found)], [...around, units]);
}

/**
 * A convolution of any kind, with its weights.
 *
 * @param scope - where the weights go
 * @param name - the layer's name
 * @param wish - the layer; its geometry is made to fit
 * @param shape - shape of a sample of the input: at least one spatial axis, then channels
 * @param options - whether the shape is kept
 */
export function convolutionPlan(
  scope: CriticScope,
  name: string,
  wish: ConvolutionStage,
  shape: readonly number[],
  options: KeepsShape = {},
): LayerPlan {
  const given = fitted(wish, shape, options);
  if (!runsInTensorFlow(given)) scope.collected.runsInTensorFlow = false;
  const [sizes, channels] = [shape.slice(0, -1), shape.at(-1) ?? 1];
  const kernelSizes = sizes.map(() => given.window);
  const window = {
    kernel_size: kernelSizes,
    strides: sizes.map(() => given.stride),
    padding: given.padding,
    ...(sizes.length === 2 && { data_format: "channels_last" }),
  };
  const geometry = { ...given, sizes, channels, kernelSizes };
  const dilated = { ...window, dilation_rate: sizes.map(() => given.dilation) };
  switch (given.stage) {
    case "transposed":
      return transposedPlan(scope, name, given, geometry, window);
    case "depthwise": {
      const { part, found } = depthwisePart(scope, name, given, geometry, "", given.filters);
      const config = { ...dilated, depth_multiplier: given.filters };
      return planOf(scope, name, "DepthwiseConv2D", config, given, [part], [...found.sizes, channels * given.filters]);
    }
    case "separable":
      return separablePlan(scope, name, given, geometry, dilated);
    default: {
      const perGroup = channels / given.groups;
      const kernel = kernelOf(scope, name, "kernel", [...kernelSizes, perGroup, given.filters], given.values);
      const found = convolutionEntries({
        ...geometry,
        entry: (tap, c, filter) => kernel[(tap * perGroup + c) * given.filters + filter] ?? Number.NaN,
      });
      const kind = sizes.length === 1 ? "Conv1D" : "Conv2D";
      const config = { ...dilated, filters: given.filters, ...(given.groups > 1 && { groups: given.groups }) };
      return planOf(scope, name, kind, config, given, [partOf("", kind, found)], [...found.sizes, given.filters]);
    }
  }
}

/** Whether TensorFlow.js 4.22 computes such a layer. */
function runsInTensorFlow({ stage, stride, dilation, groups }: ConvolutionStage): boolean {
  return (stride === 1 || dilation === 1) && (stage !== "convolution" || groups === 1);
}

type Geometry = ConvolutionStage & {
  readonly sizes: readonly number[];
  readonly channels: number;
  readonly kernelSizes: readonly number[];
};

const POINTWISE = { stride: 1, dilation: 1, padding: "valid", groups: 1 } as const;

function transposedPlan(
  scope: CriticScope,
  name: string,
  given: ConvolutionStage,
  geometry: Geometry,
  window: Readonly<Record<string, unknown>>,
): LayerPlan {
  const { channels, kernelSizes } = geometry;
  const { filters } = given;
  const kernel = kernelOf(scope, name, "kernel", [...kernelSizes, filters, channels], given.values);
  const found = transposedConvolutionEntries({
    ...geometry,
    entry: (tap, output, input) => kernel[(tap * filters + output) * channels + input] ?? Number.NaN,
  });
  const part = partOf("", "Conv2DTranspose", found);
  return planOf(scope, name, "Conv2DTranspose", { ...window, filters }, given, [part], [...found.sizes, filters]);
}

function depthwisePart(
  scope: CriticScope,
  name: string,
  given: ConvolutionStage,
  geometry: Geometry,
  suffix: string,
  multiplier: number,
): { readonly part: LayerPart; readonly found: MapOfImages } {
  const { channels, kernelSizes } = geometry;
  const kernel = kernelOf(scope, name, "depthwise_kernel", [...kernelSizes, channels, multiplier], given.values);
  const found = convolutionEntries({
    ...geometry,
    groups: channels,
    filters: channels * multiplier,
    entry: (tap, _channel, filter) => kernel[tap * channels * multiplier + filter] ?? Number.NaN,
  });
  return { part: partOf(suffix, "DepthwiseConv2D", found), found };
}

function separablePlan(
  scope: CriticScope,
  name: string,
  given: ConvolutionStage,
  geometry: Geometry,
  config: Readonly<Record<string, unknown>>,
): LayerPlan {
  const { channels, filters } = geometry;
  const depthwise = depthwisePart(scope, name, given, geometry, ":depthwise", 1);
  const { sizes } = depthwise.found;
  const kernel = kernelOf(scope, name, "pointwise_kernel", [...sizes.map(() => 1), channels, filters], given.values);
  const pointwise = convolutionEntries({
    ...POINTWISE,
    sizes,
    channels,
    filters,
    kernelSizes: sizes.map(() => 1),
    entry: (_tap, channel, filter) => kernel[channel * filters + filter] ?? Number.NaN,
  });
  const parts = [depthwise.part, partOf(":pointwise", "Conv2D", pointwise)];
  return planOf(scope, name, "SeparableConv2D", { ...config, filters }, given, parts, [...sizes, filters]);
}

/** Bias and activation, which all layers with a kernel have. */
function planOf(
  scope: CriticScope,
  name: string,
  className: string,
  config: Readonly<Record<string, unknown>>,
  given: DenseStage | ConvolutionStage,
  parts: readonly LayerPart[],
  shape: readonly number[],
): LayerPlan {
  const activation = ownActivation(given.activation);
  const outputs = product(shape);
  const last = parts.at(-1);
  return {
    className,
    config: { ...config, activation: activationName(activation), use_bias: given.hasBias },
    shape,
    parts: [
      ...parts.slice(0, -1),
      ...(last === undefined ? [] : [given.hasBias ? biased(scope, name, given, last, shape.at(-1) ?? 1) : last]),
      ...(activation === "linear" ? [] : [activationPart(activation, ":activation", outputs)]),
    ],
  };
}

function biased(
  scope: CriticScope,
  name: string,
  { values }: DenseStage | ConvolutionStage,
  part: LayerPart,
  channels: number,
): LayerPart {
  const random = scope.random(`${name}/bias`);
  const own = Float32Array.from({ length: channels }, () => 0.3 * values.scale * random.normal());
  const bias = scope.weight(name, "bias", [channels], own);
  const offset = Float64Array.from({ length: part.outputs }, (_, i) => bias[i % channels] ?? Number.NaN);
  return part.action.type === "linear" ? { ...part, action: { ...part.action, offset } } : part;
}

function kernelOf(
  scope: CriticScope,
  layer: string,
  name: string,
  shape: readonly number[],
  values: KernelValues,
): Float32Array {
  const columns = shape.at(-1) ?? 1;
  const random = scope.random(`${layer}/${name}`);
  return scope.weight(layer, name, shape, kernelValues(values, product(shape) / columns, columns, random));
}

function partOf(suffix: string, kind: string, { map }: MapOfImages): LayerPart {
  const action: LinearAction = { type: "linear", map, offset: null, roundings: 0 };
  return { suffix, kind, action, outputs: map.outputs };
}

/** The nearest convolution that the sample allows. */
function fitted(
  wish: ConvolutionStage,
  shape: readonly number[],
  { keepsShape = false }: KeepsShape,
): ConvolutionStage {
  const [sizes, channels] = [shape.slice(0, -1), shape.at(-1) ?? 1];
  const isPlain = sizes.length === 1 || (keepsShape && wish.stage === "depthwise");
  const stage = isPlain ? "convolution" : wish.stage;
  const dilation = stage === "transposed" || stage === "depthwise" ? 1 : wish.dilation;
  const extent = (wish.window - 1) * dilation + 1;
  const fits = stage === "transposed" || sizes.every((size) => extent <= size);
  const filters = keepsShape ? channels : wish.filters;
  const dividing = stage === "convolution" && channels % wish.groups === 0 && filters % wish.groups === 0;
  return {
    ...wish,
    stage,
    dilation,
    filters: stage === "depthwise" ? Math.min(2, filters) : filters,
    stride: keepsShape ? 1 : wish.stride,
    padding: keepsShape || !fits ? "same" : wish.padding,
    groups: dividing ? wish.groups : 1,
  };
}
