import type { ConvAxis, ConvGeometry } from "./conv-geometry.ts";

/**
 * The convolution's input laid out as `[channels, rows, column phases, columns of a phase, batch]`, padding
 * included. The columns that one tap reads, `offset, offset + stride, …`, all lie in the phase
 * `offset % stride`, so that they and their samples are one run of memory.
 *
 * @internal
 */
export interface BatchInnermost {
  readonly rows: number;
  readonly phases: number;
  readonly phaseColumns: number;
  /** Floats of the whole. */
  readonly size: number;
}

/** Rows or columns, padding included, from the first that the convolution reads to the last. */
function readSize({ outSize, taps, stride, dilation }: ConvAxis): number {
  return (outSize - 1) * stride + (taps - 1) * dilation + 1;
}

/** The layout for a convolution. @internal */
export function batchInnermost({ batch, inChannels, height, width }: ConvGeometry): BatchInnermost {
  const rows = readSize(height);
  const phases = width.stride;
  const phaseColumns = Math.ceil(readSize(width) / phases);
  return { rows, phases, phaseColumns, size: inChannels * rows * phases * phaseColumns * batch };
}

/**
 * Copies the input, `[batch, height, width, channels]`, into the layout.
 *
 * @internal
 */
export function toBatchInnermost(
  x: Float32Array,
  { batch, inChannels, height, width }: ConvGeometry,
  { rows, phases, phaseColumns }: BatchInnermost,
  to: Float32Array,
): void {
  to.fill(0); // the padding
  const sampleStride = height.inSize * width.inSize * inChannels;
  const channelStride = rows * phases * phaseColumns * batch;
  const lastRow = Math.min(rows, height.inSize + height.before);
  const lastColumn = Math.min(phases * phaseColumns, width.inSize + width.before);
  for (let row = height.before; row < lastRow; row += 1) {
    // Some samples of one whole row at a time: reads in order, and the lines written to stay in the cache until the
    // next samples complete them. Eight together take half the time of one by one.
    for (let sample = 0; sample < batch;) {
      const together = sample + 8 <= batch;
      for (let column = width.before; column < lastColumn; column += 1) {
        const phase = column % phases;
        const source = ((row - height.before) * width.inSize + column - width.before) * inChannels;
        const from = source + sample * sampleStride;
        const at = ((row * phases + phase) * phaseColumns + (column - phase) / phases) * batch + sample;
        if (together) eightSamples(x, from, sampleStride, to, at, channelStride, inChannels);
        else oneSample(x, from, to, at, channelStride, inChannels);
      }
      sample += together ? 8 : 1;
    }
  }
}

/** Copies the channels of one pixel of eight samples. */
function eightSamples(
  x: Float32Array,
  from: number,
  sampleStride: number,
  to: Float32Array,
  at: number,
  channelStride: number,
  channels: number,
): void {
  const second = from + sampleStride;
  const third = second + sampleStride;
  const fourth = third + sampleStride;
  const fifth = fourth + sampleStride;
  const sixth = fifth + sampleStride;
  const seventh = sixth + sampleStride;
  const eighth = seventh + sampleStride;
  let target = at;
  for (let channel = 0; channel < channels; channel += 1) {
    to[target] = x[from + channel] ?? 0;
    to[target + 1] = x[second + channel] ?? 0;
    to[target + 2] = x[third + channel] ?? 0;
    to[target + 3] = x[fourth + channel] ?? 0;
    to[target + 4] = x[fifth + channel] ?? 0;
    to[target + 5] = x[sixth + channel] ?? 0;
    to[target + 6] = x[seventh + channel] ?? 0;
    to[target + 7] = x[eighth + channel] ?? 0;
    target += channelStride;
  }
}

/** Copies the channels of one pixel of one sample. */
function oneSample(
  x: Float32Array,
  from: number,
  to: Float32Array,
  at: number,
  channelStride: number,
  channels: number,
): void {
  let target = at;
  for (let channel = 0; channel < channels; channel += 1) {
    to[target] = x[from + channel] ?? 0;
    target += channelStride;
  }
}
