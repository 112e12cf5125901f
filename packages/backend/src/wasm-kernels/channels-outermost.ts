import type { ConvAxis, ConvGeometry } from "./conv-geometry.ts";

/** Rows of the padded input that the convolution reads. @internal */
export function paddedSize({ outSize, taps, stride, dilation }: ConvAxis): number {
  return (outSize - 1) * stride + (taps - 1) * dilation + 1;
}

// One cache line of float32: the lines read for one sample and the lines written for one block of channels stay in L1.
const BLOCK = 16;

/**
 * Copies `x` of shape `[batch, height, width, channels]` into `to` of shape
 * `[channels, padded height, padded width, batch]`, with the convolution's padding written as zeros and the
 * rows that it never reads left out.
 *
 * @internal
 */
export function channelsOutermost(x: Float32Array, geometry: ConvGeometry, to: Float32Array): void {
  const { batch, inChannels, height, width } = geometry;
  const rows = paddedSize(height);
  const columns = paddedSize(width);
  const sampleStride = height.inSize * width.inSize * inChannels;
  const channelStride = rows * columns * batch;
  to.fill(0);
  const firstRow = Math.max(0, height.before);
  const lastRow = Math.min(rows, height.inSize + height.before);
  const firstColumn = Math.max(0, width.before);
  const lastColumn = Math.min(columns, width.inSize + width.before);
  for (let row = firstRow; row < lastRow; row += 1) {
    for (let column = firstColumn; column < lastColumn; column += 1) {
      const source = ((row - height.before) * width.inSize + column - width.before) * inChannels;
      const target = (row * columns + column) * batch;
      for (let block = 0; block < inChannels; block += BLOCK) {
        const end = Math.min(block + BLOCK, inChannels);
        for (let sample = 0; sample < batch; sample += 1) {
          const from = source + sample * sampleStride;
          const at = target + sample;
          for (let channel = block; channel < end; channel += 1) {
            to[at + channel * channelStride] = x[from + channel] ?? 0;
          }
        }
      }
    }
  }
}
