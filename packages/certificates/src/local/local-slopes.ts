import type { EntrywiseAction } from "../network/operation.ts";
import { slopeRange } from "../slopes/slope-range.ts";
import type { Interval } from "./interval.ts";
import { roomAround } from "./room-around.ts";

/**
 * The slopes of an activation between any two points of a box, entry by entry.
 *
 * Those that are linear in pieces have one slope where the entry's interval lies in one piece, and clearly so ({@link roomAround}); all
 * others have the range of {@link slopeRange} everywhere.
 *
 * @param action - the activation
 * @param box - its input
 * @returns least and largest slopes
 *
 * @internal
 */
export function localSlopes(action: EntrywiseAction, { low, high }: Interval): Interval {
  const least = new Float64Array(low.length);
  const largest = new Float64Array(low.length);
  const [smallest, steepest] = slopeRange(action);
  for (let i = 0; i < low.length; i++) {
    const [from, to] = [low[i] ?? Number.NaN, high[i] ?? Number.NaN];
    const room = roomAround(from, to);
    const single = singleSlope(action, i, from - room, to + room);
    const own = action.name === "leakyrelu" ? ownSlope(action, i) : null;
    least[i] = single ?? (own === null ? smallest : Math.min(own, 1));
    largest[i] = single ?? (own === null ? steepest : Math.max(own, 1));
  }
  return { low: least, high: largest };
}

/** The slope on the whole interval if there is one, else null. */
function singleSlope(action: EntrywiseAction, index: number, low: number, high: number): number | null {
  switch (action.name) {
    case "linear":
      return 1;
    case "relu":
      if (high <= 0 || low >= action.ceiling) return 0;
      return low >= 0 && high <= action.ceiling ? 1 : null;
    case "leakyrelu":
      if (low >= 0) return 1;
      return high <= 0 ? ownSlope(action, index) : null;
    case "hardsigmoid":
      // It bends at ± 0.5 / fround(0.2) = ± 2.49999996…
      if (high <= -2.5 || low >= 2.5) return 0;
      return low >= -2.4999 && high <= 2.4999 ? Math.fround(0.2) : null;
    default:
      return null;
  }
}

function ownSlope({ slopes }: EntrywiseAction, index: number): number {
  return (slopes.length === 1 ? slopes[0] : slopes[index]) ?? Number.NaN;
}
