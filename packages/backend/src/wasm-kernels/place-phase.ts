import type { ConvGeometry } from "./conv-geometry.ts";
import type { AxisPhase } from "./input-phases.ts";

/**
 * Writes one phase, `[batch, rows.count, columns.count, channels]`, to its rows and columns of the whole
 * gradient, `[batch, height, width, channels]`.
 *
 * @internal
 */
export function placePhase(
  part: Float32Array,
  { batch, inChannels, height, width }: ConvGeometry,
  rows: AxisPhase,
  columns: AxisPhase,
  to: Float32Array,
): void {
  const step = width.stride * inChannels;
  let from = 0;
  for (let sample = 0; sample < batch; sample += 1) {
    for (let row = 0; row < rows.count; row += 1) {
      const y = sample * height.inSize + rows.first + row * height.stride;
      let at = (y * width.inSize + columns.first) * inChannels;
      for (let column = 0; column < columns.count; column += 1) {
        for (let channel = 0; channel < inChannels; channel += 1) {
          to[at + channel] = part[from + channel] ?? 0;
        }
        at += step;
        from += inChannels;
      }
    }
  }
}
