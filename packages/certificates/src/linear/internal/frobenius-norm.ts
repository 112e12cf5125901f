import { gammaUp } from "../../rounding/gamma-up.ts";
import { scaleOf, unscaled } from "./power-of-two.ts";

/**
 * The largest magnitude among some numbers.
 *
 * @returns a number >= 0; NaN where one of them is
 * @internal
 */
export function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i] as number); // in range
    if (magnitude <= largest) continue;
    if (Number.isNaN(magnitude)) return magnitude;
    largest = magnitude;
  }
  return largest;
}

/**
 * At least the Frobenius norm of numbers, `√(Σ x²)`.
 *
 * With n terms the sum is off by a factor of 1 − γ_{n+1} at most; the scaling keeps squares from under- and overflow, and those of
 * numbers that are 2⁻⁵⁰⁰ times the largest are below what the factor leaves.
 *
 * @internal
 */
export function frobeniusUp(values: ArrayLike<number>): number {
  const scale = scaleOf(largestMagnitude(values));
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] as number) * scale; // in range
    sum += value * value;
  }
  return unscaled(Math.sqrt(sum * (1 + gammaUp(values.length + 8))) * (1 + 2 ** -50), scale);
}
