import { demand, gamma, spend, UNIT, type Work } from "./rounding.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/** Numbers that are known up to an error: entry i lies within `radius[i]` of `middle[i]`. */
export interface Enclosure {
  readonly middle: Float64Array;
  readonly radius: Float64Array;
}

/** Exact numbers. */
export function exactly(middle: Float64Array): Enclosure {
  return { middle, radius: new Float64Array(middle.length) };
}

/**
 * The places where a linear map multiplies a block of weights: at the entry `outputs[k]` of the output it adds the product of
 * the block that begins at `blocks[k]` and the entries of the input from `inputs[k]` on, times `factors[k]`.
 *
 * @internal
 */
export interface Taps {
  readonly outputs: Int32Array;
  readonly inputs: Int32Array;
  readonly blocks: Int32Array;
  /** 1 everywhere if null. */
  readonly factors: Float64Array | null;
}

/**
 * A linear map as a list of taps with one block of weights each. This is all that the checker knows of convolutions, pooling,
 * scaling and padding: images of vectors with their errors, norms of images, and explicit matrices all follow from it.
 *
 * A block has `groups` parts. Part g takes `perInput` channels of the input from `g · perInput` on to `perOutput` channels of the
 * output from `g · perOutput` on; in memory it is `[perInput, groups · perOutput]`. Channels lie `inputStride` and `outputStride`
 * entries apart.
 *
 * @internal
 */
export interface LinearMap {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly groups: number;
  readonly perInput: number;
  readonly perOutput: number;
  readonly inputStride: number;
  readonly outputStride: number;
  readonly weights: Float64Array;
  /** Relative error of a weight times its factor; 0 says that every weight is a float32 and every factor is 1. */
  readonly error: number;
  /** Whether every entry of the output is one of the input, or 0. */
  readonly isCopy: boolean;
  /** The most products that one entry of the output is a sum of. */
  readonly terms: number;
  readonly taps: () => Taps;
}

/**
 * The image of an enclosed vector.
 *
 * Every input is split into a float32 and the rest, whose products by a float32 weight have no error, and the errors of sums are
 * caught (Knuth) and summed up themselves. With n terms, `A = Σ |w||x|` and u = 2^-53, the caught parts sum up to at most
 * `(2^-24 + 2nu) A`, with two roundings a term, `γ_{2n}` of that, so an entry of the result is wrong by
 *
 * `u |y| + κ A`, where `κ = (n + 2) u 2^-22`, n <= 2^25,
 *
 * and 2^-150 of each weight where the input is too small for a float32's precision. Where weights are no float32 or have factors, κ is
 * larger by their error and by 2.5u for the products. The radius takes |W| times the input's radius and all of this, but only the former
 * where entries are copied.
 *
 * @param map - the map
 * @param x - the vector
 * @param work - is charged for it
 * @param taps - the map's taps, for callers that apply it often
 * @returns its image
 * @see Ogita, Rump & Oishi (2005), Accurate sum and dot product, https://doi.org/10.1137/030601818, algorithm 4.4
 * @internal
 */
export function applyMap(
  map: LinearMap,
  { middle, radius }: Enclosure,
  work: Work,
  taps: Taps = map.taps(),
): Enclosure {
  demand(map.terms <= 2 ** 25, () => `sums must have at most 2^25 terms, received ${map.terms}`);
  const { inputSize, outputSize, error, terms, isCopy } = map;
  spend(work, taps.outputs.length * map.groups * map.perInput * (1 + map.perOutput));
  const kappa = ((terms + 2) * UNIT) / 2 ** 22 + (error === 0 ? 0 : error + 2.5 * UNIT);
  const uncertain = new Float64Array(inputSize);
  for (let i = 0; i < inputSize; i++) {
    const size = Math.abs(middle[i] as number);
    const isUsed = size > 0 || (radius[i] as number) > 0;
    uncertain[i] = (radius[i] as number) + (isUsed && !isCopy ? kappa * size + 2 ** -150 : 0);
  }
  const high = new Float64Array(outputSize);
  const low = new Float64Array(outputSize);
  const spread = new Float64Array(outputSize);
  addProducts(map, taps, middle, high, low);
  addSizes(map, taps, uncertain, spread);
  const growth = 1 + gamma(terms + 8); // the roundings of the radius itself
  for (let o = 0; o < outputSize; o++) {
    const y = (high[o] as number) + (low[o] as number);
    high[o] = y;
    if (!isCopy) spread[o] = ((spread[o] as number) + UNIT * Math.abs(y)) * growth;
  }
  return { middle: high, radius: spread };
}

/** Adds `W x` to `high + low`. */
function addProducts(map: LinearMap, taps: Taps, x: Float64Array, high: Float64Array, low: Float64Array): void {
  const { groups, perInput, perOutput, inputStride, outputStride, weights } = map;
  const width = groups * perOutput;
  for (let k = 0; k < taps.outputs.length; k++) {
    const factor = taps.factors === null ? 1 : (taps.factors[k] as number);
    for (let g = 0; g < groups; g++) {
      const from = (taps.outputs[k] as number) + g * perOutput * outputStride;
      for (let i = 0; i < perInput; i++) {
        const value = (x[(taps.inputs[k] as number) + (g * perInput + i) * inputStride] as number) * factor;
        if (value === 0) continue;
        const coarse = Math.fround(value);
        const fine = value - coarse;
        let at = (taps.blocks[k] as number) + i * width + g * perOutput;
        for (let o = from; o < from + perOutput * outputStride; o += outputStride, at++) {
          const w = weights[at] as number;
          const before = high[o] as number;
          const product = w * coarse;
          const sum = before + product;
          const added = sum - before;
          high[o] = sum;
          low[o] = (low[o] as number) + (before - (sum - added) + (product - added) + w * fine);
        }
      }
    }
  }
}

/** Adds `|W| x` to y, for x >= 0. */
function addSizes(map: LinearMap, taps: Taps, x: Float64Array, y: Float64Array): void {
  const { groups, perInput, perOutput, inputStride, outputStride, weights } = map;
  const width = groups * perOutput;
  for (let k = 0; k < taps.outputs.length; k++) {
    const factor = taps.factors === null ? 1 : Math.abs(taps.factors[k] as number);
    for (let g = 0; g < groups; g++) {
      const from = (taps.outputs[k] as number) + g * perOutput * outputStride;
      for (let i = 0; i < perInput; i++) {
        const value = (x[(taps.inputs[k] as number) + (g * perInput + i) * inputStride] as number) * factor;
        if (value === 0) continue;
        let at = (taps.blocks[k] as number) + i * width + g * perOutput;
        for (let o = from; o < from + perOutput * outputStride; o += outputStride, at++) {
          y[o] = (y[o] as number) + Math.abs(weights[at] as number) * value;
        }
      }
    }
  }
}

/**
 * The adjoint of a linear map: inputs and outputs change places, and each part of a block is transposed.
 *
 * @internal
 */
export function adjointOf(map: LinearMap): LinearMap {
  const { groups, perInput, perOutput, weights } = map;
  const taps = map.taps();
  const [rows, width] = [groups * perInput, groups * perOutput];
  const turned = new Float64Array(weights.length);
  for (let block = 0; block < weights.length; block += perInput * width) {
    for (let i = 0; i < perInput; i++) {
      for (let output = 0; output < width; output++) {
        const input = Math.floor(output / perOutput) * perInput + i;
        turned[block + (output % perOutput) * rows + input] = weights[block + i * width + output] as number;
      }
    }
  }
  const counts = new Map<number, number>();
  for (const input of taps.inputs) counts.set(input, (counts.get(input) ?? 0) + 1);
  return {
    inputSize: map.outputSize,
    outputSize: map.inputSize,
    groups,
    perInput: perOutput,
    perOutput: perInput,
    inputStride: map.outputStride,
    outputStride: map.inputStride,
    weights: turned,
    error: map.error,
    isCopy: false,
    terms: [...counts.values()].reduce((most, count) => Math.max(most, count), 0) * perOutput,
    taps: () => ({ outputs: taps.inputs, inputs: taps.outputs, blocks: taps.blocks, factors: taps.factors }),
  };
}
