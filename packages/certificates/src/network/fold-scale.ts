import type { ConvolutionMap } from "./convolution-map.ts";
import type { ConvolutionAction, Operation } from "./operation.ts";

/** A convolution whose kernel holds the scales of a normalisation, too. */
export interface FoldedConvolution {
  readonly map: ConvolutionMap;
  /** In the layout of the map. */
  readonly kernel: Float64Array;
  /** Relative error of each entry. */
  readonly kernelError: number;
}

/**
 * The linear part of a layer with a kernel and of the batch normalisation or rescaling next to it, as one kernel.
 *
 * Each entry is `K[t, i, c] · s`, where s is the scale of its output channel (after) or of its input channel (before). A scale is
 * `gamma / √(variance + epsilon)`, off by 2.5 roundings, and the product by one more: less than 2^-50 of itself. Of
 * epsilon, or a factor of rescaling, and the float32 next to it the one is taken that gives the larger scale, so that a bound on the norm holds for both.
 *
 * @param convolution - the operation with a kernel
 * @param scale - the batch normalisation or rescaling
 * @param side - whether the scale acts after the convolution or before
 * @returns kernel and geometry; null where the scale is not one for each channel of the convolution
 * @internal
 */
export function foldScale(
  convolution: Operation,
  scale: Operation,
  side: "after" | "before",
): FoldedConvolution | null {
  const { action } = convolution;
  if (action.type !== "convolution") return null;
  const { map, kernel } = action;
  // Of an adjoint the output channels are the map's input channels.
  const isOfOutputs = (side === "after") !== map.isAdjoint;
  const scales = scalesOf(action, scale, isOfOutputs ? map.outChannels : map.inChannels);
  if (scales === null) return null;
  const ins = map.inChannels / map.groups;
  const outs = map.outChannels / map.groups;
  const folded = Float64Array.from(kernel, (entry, index) => {
    const output = index % map.outChannels;
    const input = (Math.floor(index / map.outChannels) % ins) + Math.floor(output / outs) * ins;
    return entry * (scales[isOfOutputs ? output : input] ?? Number.NaN);
  });
  return { map, kernel: folded, kernelError: 2 ** -50 };
}

function scalesOf(
  { isChannelsFirst }: ConvolutionAction,
  { action, outputShape }: Operation,
  channels: number,
): Float64Array | null {
  if (action.type === "rescaling") {
    const rounded = Math.fround(action.scale);
    return new Float64Array(channels).fill(Math.abs(rounded) > Math.abs(action.scale) ? rounded : action.scale);
  }
  if (action.type !== "batchNormalization") return null;
  const { axis, gamma, variance, epsilon } = action;
  if (axis !== (isChannelsFirst ? 0 : outputShape.length - 1) || variance.length !== channels) return null;
  const smaller = Math.min(epsilon, Math.fround(epsilon));
  return Float64Array.from(variance, (value, i) => (gamma === null ? 1 : (gamma[i] ?? 0)) / Math.sqrt(value + smaller));
}
