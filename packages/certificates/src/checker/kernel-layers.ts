import { withActivation } from "./activation-layers.ts";
import { mapOf, turned, windowLinks, windowOf } from "./geometry.ts";
import { linear, part, type SingleCall, spatial } from "./layer-call.ts";
import { countOf, countsOf, flagOf, wordOf } from "./layer-settings.ts";
import type { Convolution, Part } from "./operation.ts";
import type { Layer } from "./read-topology.ts";
import type { Weights } from "./read-weights.ts";
import { demand } from "./rounding.ts";

export function dense({ layer, shape, weights }: SingleCall): readonly Part[] {
  const [perInput, perOutput] = [shape.at(-1) ?? 0, countOf(layer, "units")];
  const axes = shape.slice(0, -1).map((n) => windowOf(n, { size: 1, stride: 1, dilation: 1 }, "valid", 0));
  const kernel = weights(layer, "kernel", [perInput, perOutput]);
  const convolution = { axes, groups: 1, perInput, perOutput, kernel, error: 0, isAdjoint: false };
  return withActivation(layer, [
    kernelPart(layer, weights, { ...convolution, channelAxis: axes.length }, layer.className),
  ]);
}

export function convolved(call: SingleCall, rank: number): readonly Part[] {
  const { layer, shape, weights } = call;
  const { sizes, isChannelsFirst } = spatial(call, rank);
  const channels = isChannelsFirst ? (shape[0] ?? 0) : (shape.at(-1) ?? 0);
  const isAdjoint = layer.className.endsWith("Transpose");
  const isDepthwise = layer.className === "DepthwiseConv2D" || layer.className === "SeparableConv2D";
  const padding = wordOf(layer, "padding", rank === 1 ? ["valid", "same", "causal"] : ["valid", "same"]);
  const ones = sizes.map(() => 1);
  const strides = countsOf(layer, "strides", rank, ones);
  const dilations = countsOf(layer, "dilationRate", rank, ones);
  const axes = countsOf(layer, "kernelSize", rank).map((size, i) => {
    const [n = 0, stride = 1, dilation = 1] = [sizes[i], strides[i], dilations[i]];
    if (!isAdjoint) return windowOf(n, { size, stride, dilation }, padding, rank);
    const whole = n * stride + (padding === "same" ? 0 : Math.max(size - stride, 0));
    return windowOf(whole, { size, stride, dilation }, padding, rank);
  });
  const ownGroups = countOf(layer, "groups", 1);
  const isPlain = dilations.every((dilation) => dilation === 1);
  demand(
    (isPlain || !(isAdjoint || layer.className === "DepthwiseConv2D")) &&
      (ownGroups === 1 || !(isAdjoint || isDepthwise)),
    () => `dilationRate and groups of layer ${layer.name} must be 1, since TensorFlow.js ignores them`,
  );
  const channelAxis = isChannelsFirst ? 0 : rank;
  const kernelSizes = axes.map(({ size }) => size);
  if (isDepthwise) {
    const perOutput = countOf(layer, "depthMultiplier", 1);
    const kernel = weights(layer, "depthwise_kernel", [...kernelSizes, channels, perOutput]);
    const convolution = { axes, groups: channels, perInput: 1, perOutput, kernel, error: 0, isAdjoint, channelAxis };
    if (layer.className === "DepthwiseConv2D") {
      return withActivation(layer, [kernelPart(layer, weights, convolution, layer.className)]);
    }
    demand(
      !isChannelsFirst,
      () => `layer ${layer.name} must have its channels last, since TensorFlow.js misplaces the bias`,
    );
    return separable(call, kernelPart(layer, null, convolution, "DepthwiseConv2D"));
  }
  const filters = countOf(layer, "filters");
  const [perInput, perOutput] = (isAdjoint ? [filters, channels] : [channels, filters]).map((n) => n / ownGroups) as [
    number,
    number,
  ];
  demand(
    Number.isInteger(perInput) && Number.isInteger(perOutput),
    () => `groups of layer ${layer.name} must divide its channels, received ${ownGroups}`,
  );
  const kernel = weights(layer, "kernel", [...kernelSizes, perInput, ownGroups * perOutput]);
  const convolution = { axes, groups: ownGroups, perInput, perOutput, kernel, error: 0, isAdjoint, channelAxis };
  return withActivation(layer, [kernelPart(layer, weights, convolution, layer.className)]);
}

/** The second half of a separable convolution: a dense layer on the channels. */
function separable({ layer, weights }: SingleCall, across: Part): readonly Part[] {
  const [perInput, perOutput] = [across.shape.at(-1) ?? 0, countOf(layer, "filters")];
  const axes = across.shape.slice(0, -1).map((n) => windowOf(n, { size: 1, stride: 1, dilation: 1 }, "valid", 0));
  const kernel = weights(layer, "pointwise_kernel", [1, 1, perInput, perOutput]);
  const convolution = { axes, groups: 1, perInput, perOutput, kernel, error: 0, isAdjoint: false, channelAxis: 2 };
  return withActivation(layer, [
    { ...across, suffix: ":depthwise" },
    { ...kernelPart(layer, weights, convolution, "Conv2D"), suffix: ":pointwise" },
  ]);
}

/** A kernel with its bias; without one if no weights are given. */
function kernelPart(layer: Layer, weights: Weights | null, convolution: Convolution, kind: string): Part {
  const { axes, groups, perInput, perOutput, kernel, isAdjoint, channelAxis } = convolution;
  const links = axes.map((axis) => (isAdjoint ? turned(windowLinks(axis)) : windowLinks(axis)));
  const channels = groups * (isAdjoint ? perInput : perOutput);
  const map = mapOf(links, {
    groups,
    perInput: isAdjoint ? perOutput : perInput,
    perOutput: isAdjoint ? perInput : perOutput,
    weights: isAdjoint ? transposedBlocks(kernel, perInput, perOutput) : kernel,
    error: 0,
    isChannelsFirst: channelAxis === 0 && axes.length > 0,
  });
  const sizes = links.map(({ outputSize }) => outputSize);
  const shape = sizes.toSpliced(channelAxis, 0, channels);
  const bias = weights !== null && flagOf(layer, "useBias", true) ? weights(layer, "bias", [channels]) : null;
  const after = bias === null ? null : { values: bias, inner: map.outputStride };
  return part(layer, shape, linear(map, null, after), null, { kind, convolution });
}

function transposedBlocks(kernel: Float64Array, rows: number, columns: number): Float64Array {
  const block = rows * columns;
  return kernel.map((_, at) => {
    const within = at % block;
    return kernel[at - within + (within % rows) * columns + Math.floor(within / rows)] as number;
  });
}
