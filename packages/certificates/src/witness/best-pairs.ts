import type { Pair } from "./pair-ascent.ts";

/**
 * What a search has found so far.
 *
 * @internal
 */
export interface BestPairs {
  readonly take: (pair: Pair) => void;
  /** The largest ratio; 0 before there is one. */
  readonly steepness: () => number;
  /** The steepest pair, and the steepest of those far apart: near ones lose more to rounding, and may prove nothing. */
  readonly pairs: () => readonly Pair[];
}

/**
 * Remembers the best of the pairs that it is given.
 *
 * @param far - two samples are far apart if some entry differs by at least so much
 *
 * @internal
 */
export function bestPairs(far: number): BestPairs {
  let steepest: Pair | null = null;
  let steepestFar: Pair | null = null;
  return {
    take: (pair) => {
      const isFar = pair.x.some((entry, i) => Math.abs(entry - (pair.y[i] ?? 0)) >= far);
      if (isFar && pair.ratio > ratioOf(steepestFar)) steepestFar = pair;
      if (pair.ratio > ratioOf(steepest)) steepest = pair;
    },
    steepness: () => ratioOf(steepest),
    pairs: () => [steepest, steepestFar].filter((pair) => pair !== null),
  };
}

function ratioOf(pair: Pair | null): number {
  return pair?.ratio ?? 0;
}
