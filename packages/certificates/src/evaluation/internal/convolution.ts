import type { ConvolutionAction } from "../../network/operation.ts";
import type { Enclosure } from "../enclosure.ts";
import { convolve, convolveAdjoint, termsOf } from "./convolve.ts";
import { type Evaluator, first } from "./evaluator.ts";
import { toChannelsFirst, toChannelsLast } from "./layout.ts";
import { gammaUp } from "../../rounding/gamma-up.ts";
import { TINY, widened } from "./rounding-error.ts";

/** Hot loops: reads of typed arrays are in range by construction, so they are taken as numbers. */

/**
 * Layers with a kernel.
 *
 * @internal
 */
export const convolution: Evaluator<ConvolutionAction> = {
  value: ({ action }, inputs) => {
    const y = linear(action, action.kernel, first(inputs));
    addBias(action, y);
    return y;
  },
  enclose: ({ action }, inputs) => encloseConvolution(action, first(inputs), true),
  pullBack: ({ action }, _inputs, cotangent) => [linearAdjoint(action, cotangent)],
};

/**
 * The linear part of a layer with a kernel.
 *
 * @internal
 */
export function linear(
  { map, isChannelsFirst }: ConvolutionAction,
  kernel: Float32Array,
  x: Float64Array,
): Float64Array {
  const [ins, outs] = map.isAdjoint ? [map.outChannels, map.inChannels] : [map.inChannels, map.outChannels];
  const last = isChannelsFirst ? toChannelsLast(x, ins) : x;
  const y = map.isAdjoint ? convolveAdjoint(map, kernel, last) : convolve(map, kernel, last);
  return isChannelsFirst ? toChannelsFirst(y, outs) : y;
}

/**
 * The adjoint of {@link linear}.
 *
 * @internal
 */
export function linearAdjoint({ map, kernel, isChannelsFirst }: ConvolutionAction, y: Float64Array): Float64Array {
  const [ins, outs] = map.isAdjoint ? [map.outChannels, map.inChannels] : [map.inChannels, map.outChannels];
  const last = isChannelsFirst ? toChannelsLast(y, outs) : y;
  const x = map.isAdjoint ? convolve(map, kernel, last) : convolveAdjoint(map, kernel, last);
  return isChannelsFirst ? toChannelsFirst(x, ins) : x;
}

/**
 * Encloses `W x + b` for x in a box, by midpoint and radius.
 *
 * A computed sum of n products and b is off by at most `γ_(n+1) (Σ |w m| + |b|) + n 2^-1074`, and the box adds `Σ |w| r`. Both sums together are
 * `Σ |w| e` with `e = γ m + r`, computed upwards; this sum of n terms >= 0 is itself too small by `γ_n` of it and `n 2^-1074` at most, so that the radius
 * is `(Σ |w| e + γ |b| + n 2^-1073) (1 + 2 γ_n)`, since 1 / (1 − γ) <= 1 + 2 γ for γ <= 1/2.
 *
 * @param action - the layer
 * @param box - the box
 * @param hasBias - whether to add b
 * @param absolute - absolute values of the kernel, for callers that have them
 * @returns a box that holds all images
 * @see Higham (2002), Accuracy and stability of numerical algorithms, 2nd ed., section 3.1
 * @internal
 */
export function encloseConvolution(
  action: ConvolutionAction,
  { middle, radius }: Enclosure,
  hasBias: boolean,
  absolute: Float32Array = action.kernel.map(Math.abs),
): Enclosure {
  const terms = termsOf(action.map);
  const share = gammaUp(terms + 1);
  const y = linear(action, action.kernel, middle);
  const spread = new Float64Array(middle.length);
  for (let i = 0; i < middle.length; i++) {
    spread[i] = widened(Math.abs(middle[i] as number) * share + (radius[i] as number));
  }
  const error = linear(action, absolute, spread);
  if (hasBias) {
    addBias(action, y);
    const { bias } = action;
    if (bias !== null) addBias({ ...action, bias: bias.map(Math.abs) }, error, share);
  }
  const factor = 1 + 2 * gammaUp(terms + 4);
  for (let i = 0; i < error.length; i++) error[i] = widened(((error[i] as number) + terms * TINY) * factor);
  return { middle: y, radius: error };
}

/** Adds the bias, times a factor, to each position. */
function addBias({ bias, isChannelsFirst }: ConvolutionAction, y: Float64Array, factor = 1): void {
  if (bias === null) return;
  const channels = bias.length;
  const positions = y.length / channels;
  const [channelStep, positionStep] = isChannelsFirst ? [positions, 1] : [1, channels];
  for (let position = 0; position < positions; position++) {
    for (let channel = 0; channel < channels; channel++) {
      const i = position * positionStep + channel * channelStep;
      y[i] = (y[i] as number) + (bias[channel] as number) * factor;
    }
  }
}
