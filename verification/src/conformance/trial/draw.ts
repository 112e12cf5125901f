import * as fc from "fast-check";
import { entriesOf } from "../reference/node.ts";
import type { Argument } from "./trial.ts";

/**
 * How the numbers of an argument are drawn.
 *
 * `"real"`: of both signs, below 2 in magnitude, never 0. `"whole"`: integers from -3 to 3, so that sums of products are
 * exact in float32 in any order, and nothing at all may be off. `"odd"`: the same without 0, where a function has a kink.
 * `"distinct"`: all different, never 0, for maxima. `"distinct whole"`: the same in odd integers.
 */
export type Draw = "real" | "whole" | "odd" | "distinct" | "distinct whole";

/** A generator of integers below 2^32: cheap, good enough to fill an array, and the same everywhere. */
export function mixer(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** A permutation of 0 … length - 1. */
export function permutation(length: number, seed: number): Int32Array {
  const next = mixer(seed);
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i -= 1) {
    const j = next() % (i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

/** Numbers of a kind. */
export function numbers(length: number, draw: Draw, seed: number): Float32Array {
  const next = mixer(seed);
  if (draw === "whole") return Float32Array.from({ length }, () => (next() % 7) - 3);
  if (draw === "odd") return Float32Array.from({ length }, () => ((next() % 3) + 1) * (next() % 2 === 0 ? 1 : -1));
  // Odd multiples of 2^-20: never 0, and comparisons of float32 with float64 agree.
  if (draw === "real") return Float32Array.from({ length }, () => (2 * (next() % 2 ** 21) + 1 - 2 ** 21) / 2 ** 20);
  const odd = Float32Array.from(permutation(length, seed), (place) => 2 * (place - Math.floor(length / 2)) + 1);
  return draw === "distinct whole" ? odd : odd.map((x) => (2 * x) / Math.max(1, length));
}

/**
 * An argument filled from a seed, so that it shrinks with its shape and not entry by entry.
 *
 * @param shape - its shape
 * @param draw - the kind of numbers
 * @param seed - where they come from
 * @param domain - puts every number where the function is defined
 */
export function argument(
  shape: readonly number[],
  draw: Draw,
  seed: number,
  domain: (x: number) => number = (x) => x,
): Argument {
  return { shape, values: numbers(entriesOf(shape), draw, seed).map((x) => domain(x)) };
}

/** Seeds for the numbers of a trial. */
export const seeds = (): fc.Arbitrary<number> => fc.nat({ max: 2 ** 31 - 1 });

/** Shapes of rank `min` to `max` with extents up to `most`, size 1 among them. */
export const shapes = (min: number, max: number, most = 5): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: most }), { minLength: min, maxLength: max });

/** Shapes of more entries than any backend's threshold between small and large: 110 000 to about 170 000. */
export const largeShapes = (): fc.Arbitrary<number[]> =>
  fc
    .tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom(1, 2, 3, 4))
    .map(([tail, rows, rank]) => {
      const channels = 61 + tail;
      if (rank === 1) return [112_000 + 17 * tail + rows];
      if (rank === 2) return [1900 + rows, channels];
      if (rank === 3) return [43, 45 + rows, channels];
      return [3, 25 + rows, 27, channels];
    });
