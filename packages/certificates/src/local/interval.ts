import type { Enclosure } from "../evaluation/enclosure.ts";

/**
 * A box by its corners: entry i lies in `[low[i], high[i]]`.
 *
 * @internal
 */
export interface Interval {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * The box with middle and radius in place of corners, rounded outward.
 *
 * The middle m may be any number; `r >= max(high − m, m − low)` is what counts. Its differences have one rounding each.
 *
 * @internal
 */
export function toEnclosure({ low, high }: Interval): Enclosure {
  const middle = low.map((from, i) => from / 2 + (high[i] as number) / 2);
  const radius = middle.map((m, i) => outward(Math.max((high[i] as number) - m, m - (low[i] as number))));
  return { middle, radius };
}

/**
 * The corners of a box that is given by middle and radius, rounded outward.
 *
 * @internal
 */
export function toInterval({ middle, radius }: Enclosure): Interval {
  return {
    low: middle.map((m, i) => (radius[i] === 0 ? m : down(m - (radius[i] as number)))),
    high: middle.map((m, i) => (radius[i] === 0 ? m : -down(-m - (radius[i] as number)))),
  };
}

/** At most the exact result of which x is the rounded one. */
function down(x: number): number {
  return x - Math.abs(x) * 2 ** -52 - Number.MIN_VALUE;
}

/** At least the exact result >= 0 of which x is the rounded one; 0 is exact, as differences of float64 do not underflow. */
function outward(x: number): number {
  return x === 0 ? 0 : x * (1 + 2 ** -51) + Number.MIN_VALUE;
}

/**
 * `a + b`, rounded outward.
 *
 * @internal
 */
export function sumOfIntervals(a: Interval, b: Interval): Interval {
  return {
    low: a.low.map((x, i) => down(x + (b.low[i] as number))),
    high: a.high.map((x, i) => -down(-x - (b.high[i] as number))),
  };
}
