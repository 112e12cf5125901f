import type { BatchNormalizationAction, LayerNormalizationAction, RescalingAction } from "../../network/operation.ts";
import type { Enclosure } from "../enclosure.ts";
import { type Evaluator, first, type OperationOf } from "./evaluator.ts";
import { sizeOf } from "../../network/size-of.ts";
import { forEachGroup } from "./groups.ts";
import { gammaUp } from "../../rounding/gamma-up.ts";
import { TINY, widened } from "./rounding-error.ts";

/**
 * What batch normalisation multiplies by, `gamma / √(variance + epsilon)`: a sum, a root and a quotient, each off by one rounding, of which
 * the sum's counts half.
 *
 * @param action - the normalisation
 * @returns one number for each channel, off by less than 3 u of itself
 * @internal
 */
export function batchScale({ gamma: gain, variance, epsilon }: BatchNormalizationAction): Float64Array {
  return Float64Array.from(variance, (value, i) => (gain === null ? 1 : (gain[i] ?? 0)) / Math.sqrt(value + epsilon));
}

/**
 * Batch normalisation at inference.
 *
 * The computed `(x − mean) scale + beta` is off by 5 u of the product and u of the sum.
 *
 * @internal
 */
export const batchNormalization: Evaluator<BatchNormalizationAction> = {
  value: (operation, inputs) => {
    const { action } = operation;
    const scale = batchScale(action);
    return mapChannels(operation, first(inputs), (x, c) => {
      return (x - (action.mean[c] ?? 0)) * (scale[c] ?? 0) + (action.beta === null ? 0 : (action.beta[c] ?? 0));
    });
  },
  enclose: (operation, inputs) => {
    const { action } = operation;
    const { middle, radius } = first(inputs);
    const scale = batchScale(action);
    const y = batchNormalization.value(operation, [middle]);
    const error = mapChannels(operation, middle, (x, c, i) => {
      const size = Math.abs(scale[c] ?? 0) * (1 + gammaUp(4));
      const product = Math.abs(x - (action.mean[c] ?? 0)) * size;
      return widened(product * gammaUp(6) + Math.abs(y[i] ?? 0) * gammaUp(1) + size * (radius[i] ?? 0));
    });
    return { middle: y, radius: error };
  },
  pullBack: (operation, _inputs, cotangent) => {
    const scale = batchScale(operation.action);
    return [mapChannels(operation, cotangent, (y, c) => y * (scale[c] ?? 0))];
  },
};

/**
 * A function of the entry, its position along the normalised axis, and its index.
 *
 * @internal
 */
export function mapChannels(
  { action, outputShape }: OperationOf<BatchNormalizationAction>,
  x: Float64Array,
  map: (x: number, channel: number, index: number) => number,
): Float64Array {
  const inner = sizeOf(outputShape.slice(action.axis + 1));
  const channels = outputShape[action.axis] ?? 1;
  return x.map((entry, i) => map(entry, Math.floor(i / inner) % channels, i));
}

/**
 * `scale · x + offset`, with the float32 next to the numbers, as TensorFlow.js takes them; boxes hold the result of the decimal numbers, too.
 *
 * @internal
 */
export const rescaling: Evaluator<RescalingAction> = {
  value: ({ action }, inputs) => {
    const [scale, offset] = [Math.fround(action.scale), Math.fround(action.offset)];
    return first(inputs).map((x) => x * scale + offset);
  },
  enclose: (operation, inputs) => {
    const { scale, offset } = operation.action;
    const { middle, radius } = first(inputs);
    const size = Math.max(Math.abs(scale), Math.abs(Math.fround(scale)));
    const [ofScale, ofOffset] = [Math.abs(scale - Math.fround(scale)), Math.abs(offset - Math.fround(offset))];
    const y = rescaling.value(operation, [middle]);
    return {
      middle: y,
      radius: radius.map((r, i) => {
        const x = Math.abs(middle[i] ?? 0);
        return widened(size * r + x * (ofScale + size * gammaUp(2)) + ofOffset + Math.abs(y[i] ?? 0) * gammaUp(2));
      }),
    };
  },
  pullBack: ({ action }, _inputs, cotangent) => [cotangent.map((y) => y * Math.fround(action.scale))],
};

/**
 * Layer normalisation: over each group of m entries `(x − mean) gamma / s + beta` with `s² = variance + epsilon`.
 *
 * - The mean is off by `a = γ_(m+1) Σ |x| / m`, the centred c by `d = a + u |c|`
 * - so `Σ c² / m` is off by `(2 |c| d + d²) / m`, summed, and γ_(m+2) of itself; s by half of that over s, and 3 u of itself
 * - so `c gamma / s` is off by `|gamma| (d + |c| (error of s) / s) / s` and 3 u, with the least s that these errors allow
 * - The derivative has norm at most `|gamma| / s`, so a box of radii r and length |r| adds `|gamma| |r|` over the least s in it, which is at
 *   least `√epsilon`, and at least the one at the middle less `|r| / √m`, since s is the length of a linear image of x, over √m, and of √epsilon
 *
 * Second orders are covered by a factor 2 on all but the last.
 *
 * @internal
 */
export const layerNormalization: Evaluator<LayerNormalizationAction> = {
  value: (operation, inputs) => {
    const x = first(inputs);
    const { action, outputShape } = operation;
    const y = new Float64Array(x.length);
    forEachGroup(outputShape, action.axes, (indices) => {
      const { centred, scale } = statistics(x, indices, action.epsilon);
      for (const [k, i] of indices.entries()) {
        y[i] = ((centred[k] ?? 0) / scale) * gainOf(action, k) + shiftOf(action, k);
      }
    });
    return y;
  },
  enclose: (operation, inputs) => encloseLayerNormalization(operation, first(inputs)),
  pullBack: (operation, inputs, cotangent) => {
    const x = first(inputs);
    const { action, outputShape } = operation;
    const result = new Float64Array(x.length);
    forEachGroup(outputShape, action.axes, (indices) => {
      const { centred, scale } = statistics(x, indices, action.epsilon);
      const weighted = Array.from(indices, (i, k) => (cotangent[i] ?? 0) * gainOf(action, k));
      const mean = weighted.reduce((sum, w) => sum + w, 0) / indices.length;
      const along = weighted.reduce((sum, w, k) => sum + (w * (centred[k] ?? 0)) / scale, 0) / (indices.length * scale);
      for (const [k, i] of indices.entries()) {
        result[i] = ((weighted[k] ?? 0) - mean - (centred[k] ?? 0) * along) / scale;
      }
    });
    return [result];
  },
};

function gainOf({ gamma: gain }: LayerNormalizationAction, k: number): number {
  return gain === null ? 1 : (gain[k] ?? 0);
}

function shiftOf({ beta }: LayerNormalizationAction, k: number): number {
  return beta === null ? 0 : (beta[k] ?? 0);
}

function statistics(
  x: Float64Array,
  indices: Int32Array,
  epsilon: number,
): { readonly centred: Float64Array; readonly scale: number } {
  const mean = indices.reduce((sum, i) => sum + (x[i] ?? 0), 0) / indices.length;
  const centred = Float64Array.from(indices, (i) => (x[i] ?? 0) - mean);
  const variance = centred.reduce((sum, c) => sum + c * c, 0) / indices.length;
  return { centred, scale: Math.sqrt(variance + epsilon) };
}

function encloseLayerNormalization(
  operation: OperationOf<LayerNormalizationAction>,
  { middle, radius }: Enclosure,
): Enclosure {
  const { action, outputShape } = operation;
  const y = layerNormalization.value(operation, [middle]);
  const error = new Float64Array(y.length);
  // A root that is rounded down: by less than 2 u.
  const floor = Math.sqrt(action.epsilon) * (1 - 2 ** -51);
  forEachGroup(outputShape, action.axes, (indices) => {
    const m = indices.length;
    const { centred, scale } = statistics(middle, indices, action.epsilon);
    const sum = indices.reduce((total, i) => total + Math.abs(middle[i] ?? 0), 0);
    const ofMean = widened((gammaUp(m + 1) * sum * (1 + 2 * gammaUp(m))) / m);
    const ofCentred = centred.map((c) => ofMean + gammaUp(1) * Math.abs(c) + TINY);
    const squares = centred.reduce((total, c) => total + c * c, 0);
    const ofSquares = centred.reduce((total, c, k) => {
      const d = ofCentred[k] ?? 0;
      return total + (2 * Math.abs(c) + d) * d;
    }, 0);
    const ofVariance = ((ofSquares + gammaUp(m + 2) * squares) * (1 + 2 * gammaUp(m + 4))) / m + TINY;
    const least =
      Math.sqrt(Math.max(0, (squares * (1 - gammaUp(m + 4))) / m - ofVariance) + action.epsilon) * (1 - 2 ** -49);
    const ofScale = ofVariance / (2 * least) + gammaUp(3) * scale;
    const width =
      Math.sqrt(indices.reduce((total, i) => total + (radius[i] ?? 0) * (radius[i] ?? 0), 0)) *
      (1 + 2 * gammaUp(m + 4));
    // Squares of radii may underflow: each of them is then below 2^-511.
    const length = width + m * 2 ** -510;
    const leastInBox = Math.max(floor, (least - length / Math.sqrt(m)) * (1 - 2 ** -49));
    for (const [k, i] of indices.entries()) {
      const gain = Math.abs(gainOf(action, k));
      const c = Math.abs(centred[k] ?? 0);
      const own = 2 * gain * (((ofCentred[k] ?? 0) + (c * ofScale) / least) / least + (gammaUp(3) * c) / least);
      error[i] = widened(own + gammaUp(1) * Math.abs(y[i] ?? 0) + (gain * length) / leastInBox);
    }
  });
  return { middle: y, radius: error };
}
