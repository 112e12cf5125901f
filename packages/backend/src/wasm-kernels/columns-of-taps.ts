import { batchInnermost } from "./batch-innermost.ts";
import type { ConvGeometry } from "./conv-geometry.ts";

/**
 * Gathers what the outputs in rows `[firstRow, lastRow)` read, as a matrix
 * `[taps * taps * channels, output rows * output columns * batch]`: one block of memory a tap, channel and row.
 *
 * @param heap - the whole WASM heap
 * @param from - where the input in its batch-innermost layout begins in it
 * @param to - where the matrix begins in it
 * @internal
 */
export function columnsOfTaps(
  heap: Float32Array,
  from: number,
  to: number,
  geometry: ConvGeometry,
  firstRow: number,
  lastRow: number,
): void {
  const { batch, inChannels, height, width } = geometry;
  const { rows, phases, phaseColumns } = batchInnermost(geometry);
  const run = width.outSize * batch;
  let at = to;
  for (let i = 0; i < height.taps; i += 1) {
    for (let j = 0; j < width.taps; j += 1) {
      const column = j * width.dilation;
      const phase = column % phases;
      for (let channel = 0; channel < inChannels; channel += 1) {
        for (let outRow = firstRow; outRow < lastRow; outRow += 1) {
          const row = channel * rows + outRow * height.stride + i * height.dilation;
          const source = from + ((row * phases + phase) * phaseColumns + (column - phase) / phases) * batch;
          heap.copyWithin(at, source, source + run);
          at += run;
        }
      }
    }
  }
}
