import type { ConvolutionMap } from "../convolution-map.ts";
import { type ConvolutionSettings, convolutionMapOf } from "../convolution-map-of.ts";
import type { ConvolutionAction } from "../operation.ts";
import {
  flagOf,
  integerOf,
  integersOf,
  type LayerCall,
  layerError,
  type LayerPart,
  onlyInput,
  refuseSettings,
  wordOf,
} from "./layer-call.ts";
import type { LayerReader } from "./read-layer.ts";
import { checkedSize } from "./sizes.ts";

/**
 * Layers with a kernel, without their activation.
 *
 * @internal
 */
export const kernelReaders: ReadonlyMap<string, LayerReader> = new Map([
  ["Dense", (layer) => [kernelPart(layer, layer.kind, { units: integerOf(layer, "units") }, onlyInput(layer).shape)]],
  ["Conv1D", (layer) => convolution(layer, 1)],
  ["Conv2D", (layer) => convolution(layer, 2)],
  ["Conv3D", (layer) => convolution(layer, 3)],
  ["Conv2DTranspose", (layer) => transposed(layer, 2)],
  ["Conv3DTranspose", (layer) => transposed(layer, 3)],
  ["DepthwiseConv2D", depthwise],
  ["SeparableConv2D", separable],
]);

function convolution(layer: LayerCall, rank: number): readonly LayerPart[] {
  const isOneDimensional = layer.kind === "Conv1D";
  if (isOneDimensional) refuseSettings(layer, { data_format: ["channels_last", "channelsLast"] });
  const paddings = isOneDimensional ? (["valid", "same", "causal"] as const) : (["valid", "same"] as const);
  const settings = {
    ...windowSettings(layer, rank),
    padding: wordOf(layer, "padding", paddings, "valid"),
    dilationRate: integersOf(layer, "dilation_rate", rank, ones(rank)),
    filters: integerOf(layer, "filters"),
    groups: integerOf(layer, "groups", 1),
  };
  return [kernelPart(layer, layer.kind, settings, onlyInput(layer).shape)];
}

function transposed(layer: LayerCall, rank: number): readonly LayerPart[] {
  // TensorFlow.js 4.22 does not know these settings, and Keras computes something else with them.
  refuseSettings(layer, { dilation_rate: [1], output_padding: [], groups: [1] });
  const settings = { ...windowSettings(layer, rank), filters: integerOf(layer, "filters") };
  return [kernelPart(layer, layer.kind, settings, onlyInput(layer).shape)];
}

function depthwise(layer: LayerCall): readonly LayerPart[] {
  refuseSettings(layer, { dilation_rate: [1], groups: [1] }); // TensorFlow.js 4.22 ignores them
  const settings = { ...windowSettings(layer, 2), depthMultiplier: integerOf(layer, "depth_multiplier", 1) };
  return [kernelPart(layer, layer.kind, settings, onlyInput(layer).shape, "depthwise_kernel")];
}

function separable(layer: LayerCall): readonly LayerPart[] {
  // With channels first TensorFlow.js 4.22 adds the bias along the wrong axis.
  refuseSettings(layer, { data_format: ["channels_last", "channelsLast"], groups: [1] });
  const first = {
    ...windowSettings(layer, 2),
    dilationRate: integersOf(layer, "dilation_rate", 2, [1, 1]),
    depthMultiplier: integerOf(layer, "depth_multiplier", 1),
  };
  const { shape } = onlyInput(layer);
  const across = kernelPart(layer, "DepthwiseConv2D", first, shape, "depthwise_kernel", false);
  const second = { filters: integerOf(layer, "filters"), kernelSize: 1 };
  return [
    { ...across, suffix: ":depthwise" },
    { ...kernelPart(layer, "Conv2D", second, across.outputShape, "pointwise_kernel"), suffix: ":pointwise" },
  ];
}

function windowSettings(layer: LayerCall, rank: number): ConvolutionSettings {
  return {
    kernelSize: integersOf(layer, "kernel_size", rank),
    strides: integersOf(layer, "strides", rank, ones(rank)),
    padding: wordOf(layer, "padding", ["valid", "same"], "valid"),
    dataFormat: wordOf(layer, "data_format", ["channelsLast", "channelsFirst"], "channelsLast"),
  };
}

function kernelPart(
  layer: LayerCall,
  kind: string,
  settings: ConvolutionSettings,
  inputShape: readonly number[],
  kernelName = "kernel",
  hasBias: boolean = flagOf(layer, "use_bias", true),
): LayerPart {
  const map = mapOf(layer, kind, settings, inputShape);
  const isChannelsFirst = settings.dataFormat === "channelsFirst";
  const channels = map.isAdjoint ? map.inChannels : map.outChannels;
  const sizes = map.axes.map(({ inputSize, outputSize }) => (map.isAdjoint ? inputSize : outputSize));
  const outputShape = isChannelsFirst ? [channels, ...sizes] : [...sizes, channels];
  checkedSize(layer, outputShape);
  const action: ConvolutionAction = {
    type: "convolution",
    map,
    kernel: layer.weight(kernelName, kernelShape(kind, map)),
    bias: hasBias ? layer.weight("bias", [channels]) : null,
    isChannelsFirst,
  };
  return { suffix: "", kind, outputShape, action };
}

function mapOf(
  layer: LayerCall,
  kind: string,
  settings: ConvolutionSettings,
  inputShape: readonly number[],
): ConvolutionMap {
  try {
    return convolutionMapOf(kind, settings, inputShape);
  } catch (error) {
    throw layerError(layer, error instanceof Error ? error.message.replace(/^convolutionMapOf: /, "") : String(error));
  }
}

/** How the weight is stored, which has the memory that the map needs. */
function kernelShape(kind: string, map: ConvolutionMap): readonly number[] {
  const { inChannels, outChannels, groups } = map;
  if (kind === "Dense") return [inChannels, outChannels];
  const sizes = map.axes.map(({ kernelSize }) => kernelSize);
  if (kind === "DepthwiseConv2D") return [...sizes, inChannels, outChannels / inChannels];
  return [...sizes, inChannels / groups, outChannels];
}

function ones(rank: number): readonly number[] {
  return Array.from({ length: rank }, () => 1);
}
