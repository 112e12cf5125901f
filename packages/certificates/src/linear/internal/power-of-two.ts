import { productUp } from "../../rounding/round-up.ts";

/**
 * A power of two that brings a number near 1: `x · scale` lies in `[1, 2)`, or in `[2⁻⁷⁴, 2)` where x is subnormal.
 *
 * Multiplication by it is exact, but for results below 2⁻¹⁰²², which are then off by 2⁻¹⁰⁷⁵ at most.
 *
 * @param x - a finite number >= 0
 * @returns the scale, 1 for zero
 * @internal
 */
export function scaleOf(x: number): number {
  if (x === 0) return 1;
  let scale = 1;
  while (x * scale >= 2) scale /= 2;
  while (x * scale < 1 && scale < LARGEST_SCALE) scale *= 2;
  return scale;
}

/** Its inverse, and its product with the largest float64 that it is needed for, are finite. */
const LARGEST_SCALE = 2 ** 1000;

/**
 * What a bound on scaled numbers says of the numbers themselves: at least `bound / scale`.
 *
 * @internal
 */
export function unscaled(bound: number, scale: number): number {
  const inverse = 1 / scale; // exact: a power of two, 2^-1000 at least
  const product = bound * inverse;
  return product >= 2 ** -1000 && product < Infinity ? product : productUp(bound, inverse);
}
