import type { ConvAxis, ConvGeometry } from "./conv-geometry.ts";

/**
 * Calls `visit` for every pair of an input and an output pixel that a tap of the filter joins; the offsets are
 * those of the pixels' first channels.
 *
 * @internal
 */
export function forEachTap(
  geometry: ConvGeometry,
  visit: (inputOffset: number, outputOffset: number, tap: number) => void,
): void {
  const { batch, inChannels, outChannels, height, width } = geometry;
  for (let i = 0; i < height.taps; i += 1) {
    const [firstRow, lastRow] = outputRange(height, i);
    for (let j = 0; j < width.taps; j += 1) {
      const [firstColumn, lastColumn] = outputRange(width, j);
      for (let sample = 0; sample < batch; sample += 1) {
        for (let a = firstRow; a < lastRow; a += 1) {
          const row = sample * height.inSize + a * height.stride + i * height.dilation - height.before;
          const outRow = sample * height.outSize + a;
          for (let b = firstColumn; b < lastColumn; b += 1) {
            const column = b * width.stride + j * width.dilation - width.before;
            visit(
              (row * width.inSize + column) * inChannels,
              (outRow * width.outSize + b) * outChannels,
              i * width.taps + j,
            );
          }
        }
      }
    }
  }
}

/** The outputs `[first, last)` for which tap `tap` reads an input and not the padding. */
function outputRange({ inSize, outSize, stride, dilation, before }: ConvAxis, tap: number): [number, number] {
  const offset = tap * dilation - before;
  const first = Math.max(0, Math.ceil(-offset / stride));
  const last = Math.min(outSize, Math.floor((inSize - 1 - offset) / stride) + 1);
  return [first, last];
}
