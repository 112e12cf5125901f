import type { LinearMap, Taps } from "./linear-map.ts";
import { demand } from "./rounding.ts";

/** How the entries along one axis are linked: output `o[k]` takes input `i[k]` by tap `t[k]` of the kernel, times `factor[k]`. */
export interface AxisLinks {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly taps: number;
  readonly o: readonly number[];
  readonly i: readonly number[];
  readonly t: readonly number[];
  /** 1 everywhere if null; right up to two roundings. */
  readonly factor: readonly number[] | null;
}

/** A window that slides along one axis. */
export interface Window {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** What lies before the first entry; less than 0 if windows begin later. */
  readonly before: number;
}

/**
 * The windows of TensorFlow along one axis.
 *
 * Without padding windows lie inside. `"same"` has `ceil(n / stride)` of them and pads by what the last one lacks, half of it, rounded
 * down, before the first entry; TensorFlow.js 4.22 pads by less than nothing on three axes, so that windows narrower than their
 * stride begin later. `"causal"` pads before the first entry only.
 *
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 * @internal
 */
export function windowOf(
  inputSize: number,
  { size, stride, dilation }: Pick<Window, "size" | "stride" | "dilation">,
  padding: "valid" | "same" | "causal",
  axes: number,
): Window {
  const extent = (size - 1) * dilation + 1;
  const window = { inputSize, size, stride, dilation };
  if (padding === "valid") {
    demand(extent <= inputSize, () => `a window of ${extent} entries must fit into ${inputSize}`);
    return { ...window, outputSize: Math.floor((inputSize - extent) / stride) + 1, before: 0 };
  }
  const outputSize = Math.ceil(inputSize / stride);
  if (padding === "causal") return { ...window, outputSize, before: extent - 1 };
  const lacking = (outputSize - 1) * stride + extent - inputSize;
  return { ...window, outputSize, before: Math.floor((axes === 3 ? lacking : Math.max(0, lacking)) / 2) };
}

/** Links along one axis: more were made to harm. */
const MOST = 2 ** 22;

/** Where the taps of all windows meet entries of the axis. */
export function windowLinks(window: Window): AxisLinks {
  const { inputSize, outputSize, size, stride, dilation, before } = window;
  demand(outputSize * size <= MOST, () => `an axis must have at most 2^22 taps, received ${outputSize * size}`);
  const [o, i, t]: [number[], number[], number[]] = [[], [], []];
  for (let place = 0; place < outputSize; place++) {
    for (let tap = 0; tap < size; tap++) {
      const entry = place * stride + tap * dilation - before;
      if (entry < 0 || entry >= inputSize) continue;
      o.push(place);
      i.push(entry);
      t.push(tap);
    }
  }
  return { inputSize, outputSize, taps: size, o, i, t, factor: null };
}

/** The links of the adjoint. */
export function turned({ inputSize, outputSize, taps, o, i, t, factor }: AxisLinks): AxisLinks {
  return { inputSize: outputSize, outputSize: inputSize, taps, o: i, i: o, t, factor };
}

/** The links of a rule that names for each output its inputs and their factors. */
export function linksOf(
  inputSize: number,
  outputSize: number,
  sources: (output: number) => readonly (readonly [input: number, factor: number])[],
): AxisLinks {
  demand(outputSize <= MOST, () => `an axis must have at most 2^22 entries, received ${outputSize}`);
  const [o, i, factor]: [number[], number[], number[]] = [[], [], []];
  for (let output = 0; output < outputSize; output++) {
    for (const [input, own] of sources(output)) {
      o.push(output);
      i.push(input);
      factor.push(own);
    }
  }
  return { inputSize, outputSize, taps: 1, o, i, t: o.map(() => 0), factor };
}

/** The largest number of links that end at one of the places. */
export function largestCount(places: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return [...counts.values()].reduce((most, count) => Math.max(most, count), 0);
}

/** Channels of a map; see {@link LinearMap}. */
interface Channels {
  readonly groups: number;
  readonly perInput: number;
  readonly perOutput: number;
  /** `[taps, perInput, groups · perOutput]`, or one block for all taps. */
  readonly weights: Float64Array;
  readonly error: number;
  readonly isCopy?: boolean;
  readonly isChannelsFirst: boolean;
}

/**
 * The linear map that is linked along each axis by itself and multiplies channels by blocks of weights.
 *
 * @param axes - the axes, channels not among them
 * @param channels - the blocks
 * @returns the map
 * @internal
 */
export function mapOf(axes: readonly AxisLinks[], channels: Channels): LinearMap {
  const { groups, perInput, perOutput, weights, error, isCopy = false, isChannelsFirst } = channels;
  const inputs = axes.reduce((product, { inputSize }) => product * inputSize, 1);
  const outputs = axes.reduce((product, { outputSize }) => product * outputSize, 1);
  const block = groups * perInput * perOutput;
  return {
    inputSize: inputs * groups * perInput,
    outputSize: outputs * groups * perOutput,
    groups,
    perInput,
    perOutput,
    inputStride: isChannelsFirst ? inputs : 1,
    outputStride: isChannelsFirst ? outputs : 1,
    weights,
    error,
    isCopy,
    terms: axes.reduce((product, { o }) => product * largestCount(o), perInput),
    taps: () =>
      combined(axes, {
        output: isChannelsFirst ? 1 : groups * perOutput,
        input: isChannelsFirst ? 1 : groups * perInput,
        block: weights.length === block ? 0 : block,
      }),
  };
}

/** All combinations of the axes' links, in units of one place or block. */
function combined(axes: readonly AxisLinks[], unit: { output: number; input: number; block: number }): Taps {
  const count = axes.reduce((total, { o }) => total * o.length, 1);
  demand(count <= 2 ** 24, () => `a linear map must have at most 2^24 taps, received ${count}`);
  const outputs = new Int32Array(count);
  const inputs = new Int32Array(count);
  const blocks = new Int32Array(count);
  const factors = new Float64Array(count).fill(1);
  let repeat = count; // how many taps in a row have the same link along this axis
  for (const axis of axes) {
    const n = axis.o.length;
    repeat /= n;
    for (let k = 0; k < count; k++) {
      const link = Math.floor(k / repeat) % n;
      outputs[k] = (outputs[k] as number) * axis.outputSize + (axis.o[link] as number);
      inputs[k] = (inputs[k] as number) * axis.inputSize + (axis.i[link] as number);
      blocks[k] = (blocks[k] as number) * axis.taps + (axis.t[link] as number);
      factors[k] = (factors[k] as number) * (axis.factor?.[link] ?? 1);
    }
  }
  return {
    outputs: outputs.map((place) => place * unit.output),
    inputs: inputs.map((place) => place * unit.input),
    blocks: blocks.map((place) => place * unit.block),
    factors: axes.every(({ factor }) => factor === null) ? null : factors,
  };
}
