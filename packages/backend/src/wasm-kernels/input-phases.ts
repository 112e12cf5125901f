import type { ConvAxis } from "./conv-geometry.ts";

/**
 * The inputs `first, first + stride, …` of one axis, `count` of them, that meet the filter's taps
 * `firstTap, firstTap + stride, …`, as a convolution of stride 1 over the output's gradient.
 *
 * @internal
 */
export interface AxisPhase {
  readonly first: number;
  readonly count: number;
  readonly firstTap: number;
  readonly tapStride: number;
  readonly taps: number;
  readonly dilation: number;
  /** Zeros before the output's gradient; negative to leave out its first rows. */
  readonly padBefore: number;
  /** Zeros after the output's gradient; negative to leave out its last rows. */
  readonly padAfter: number;
}

/**
 * The phases of one axis. Input `u` reads output `o` through tap `i` where `u + before = o stride + i dilation`.
 * Phases that meet no tap or no output have a zero gradient and are left out.
 *
 * @internal
 */
export function inputPhases({ inSize, outSize, taps, stride, dilation, before }: ConvAxis): AxisPhase[] {
  const phases: AxisPhase[] = [];
  for (let first = 0; first < Math.min(stride, inSize); first += 1) {
    const firstTap = (first + before) % stride;
    if (firstTap >= taps) continue;
    const phaseTaps = Math.ceil((taps - firstTap) / stride);
    const count = Math.ceil((inSize - first) / stride);
    // Input number m of this phase reads output `m + shift - t` through its tap number t.
    const shift = Math.floor((first + before) / stride);
    const reach = (phaseTaps - 1) * dilation;
    const padBefore = reach - shift;
    const padAfter = count + reach - outSize - padBefore;
    if (-padBefore >= outSize || -padAfter >= outSize) continue;
    phases.push({
      first,
      count,
      firstTap,
      tapStride: stride,
      taps: phaseTaps,
      dilation,
      padBefore,
      padAfter,
    });
  }
  return phases;
}
