import type { ConvGeometry } from "./conv-geometry.ts";
import type { AxisPhase } from "./input-phases.ts";

/**
 * The taps of one phase, flipped, with the channels swapped: from `[taps, taps, in, out]` to
 * `[phase taps, phase taps, out, in]`.
 *
 * @internal
 */
export function phaseFilter(
  filter: Float32Array,
  { inChannels, outChannels, width }: ConvGeometry,
  rows: AxisPhase,
  columns: AxisPhase,
  to: Float32Array,
): void {
  const size = inChannels * outChannels;
  for (let row = 0; row < rows.taps; row += 1) {
    const sourceRow = rows.firstTap + (rows.taps - 1 - row) * rows.tapStride;
    for (let column = 0; column < columns.taps; column += 1) {
      const sourceColumn = columns.firstTap + (columns.taps - 1 - column) * columns.tapStride;
      const source = (sourceRow * width.taps + sourceColumn) * size;
      const target = (row * columns.taps + column) * size;
      for (let channel = 0; channel < inChannels; channel += 1) {
        const from = source + channel * outChannels;
        for (let out = 0; out < outChannels; out += 1) {
          to[target + out * inChannels + channel] = filter[from + out] ?? 0;
        }
      }
    }
  }
}
