import type { ReferenceNode } from "./node.ts";
import { ABSENT, paired } from "./paired.ts";

/** A function of one number with its derivatives. */
export interface Curve {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly bend: (x: number) => number;
  /**
   * Size of the numbers that are added up on the way to value and derivatives: 1 where that is like `1 - tanh²`, as
   * unless given; 0 for products and powers.
   */
  readonly scale?: number;
  /** Roundings of the value on a processor; 8 unless given, 4 units in the last place. */
  readonly roundings?: number;
  /** The same on a GPU; 64 unless given, which holds the `3 + 2 |x|` units in the last place of WGSL's exp to |x| = 14. */
  readonly gpuRoundings?: number;
  /** Whether whole numbers give whole numbers. */
  readonly isWhole?: boolean;
}

/**
 * A function of one number, entry by entry.
 *
 * @param x - operand
 * @param curve - the function
 * @see https://www.w3.org/TR/WGSL/#floating-point-accuracy for the accuracy of functions on a GPU
 */
export function mapped(x: ReferenceNode, curve: Curve): ReferenceNode {
  const { value, slope, bend, scale = 1, roundings = 8, gpuRoundings = 64, isWhole = false } = curve;
  return paired(x, ABSENT, {
    value: (a) => value(a),
    slopes: (a) => [slope(a), 0],
    bends: (a) => [bend(a), 0, 0],
    scale,
    roundings,
    gpuRoundings,
    isWhole,
  });
}
