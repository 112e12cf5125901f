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
    for (let column = width.before; column < lastColumn; column += 1) {
      const source = ((row - height.before) * width.inSize + column - width.before) * inChannels;
      const phase = column % phases;
      const target = ((row * phases + phase) * phaseColumns + (column - phase) / phases) * batch;
      let sample = 0;
      // Four samples at a time: half the time of one at a time, as four floats of a cache line are written at once.
      for (; sample + 4 <= batch; sample += 4) {
        const first = source + sample * sampleStride;
        const second = first + sampleStride;
        const third = second + sampleStride;
        const fourth = third + sampleStride;
        let at = target + sample;
        for (let channel = 0; channel < inChannels; channel += 1) {
          to[at] = x[first + channel] ?? 0;
          to[at + 1] = x[second + channel] ?? 0;
          to[at + 2] = x[third + channel] ?? 0;
          to[at + 3] = x[fourth + channel] ?? 0;
          at += channelStride;
        }
      }
      for (; sample < batch; sample += 1) {
        const from = source + sample * sampleStride;
        let at = target + sample;
        for (let channel = 0; channel < inChannels; channel += 1) {
          to[at] = x[from + channel] ?? 0;
          at += channelStride;
        }
      }
    }
  }
}
