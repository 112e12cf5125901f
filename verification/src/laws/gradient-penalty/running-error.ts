import { divisionRoundings, rootRoundings } from "../power-iteration/support/roundoff.ts";

/**
 * A float64 number together with how far a float32 computation of it can be off: the running error analysis of Wilkinson,
 * in float64, whose own errors are 2^-29 of those that it counts.
 *
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.3
 */
export interface Approximate {
  /** The exact value, but for float64. */
  readonly value: number;
  /** How far the float32 result can be from it. */
  readonly error: number;
}

/** Unit roundoff of float32. */
export const u32: number = 2 ** -24;

/**
 * A number that the computation has exactly.
 *
 * @param value - a float32
 */
export function exactly(value: number): Approximate {
  return { value, error: 0 };
}

/**
 * A number that has been through some more roundings.
 *
 * @param x - the number
 * @param times - how many
 */
export function rounded(x: Approximate, times: number): Approximate {
  return { value: x.value, error: x.error + times * u32 * (Math.abs(x.value) + x.error) };
}

/**
 * A sum in any order: `|fl(Σ xᵢ) - Σ xᵢ| <= Σ eᵢ + γ_{n-1} Σ (|xᵢ| + eᵢ)`. Terms that are exactly zero round nothing.
 *
 * @param terms - what is added
 * @see Higham (2002), equation 4.4
 */
export function sumOf(terms: readonly Approximate[]): Approximate {
  const counted = terms.filter(({ value, error }) => value !== 0 || error !== 0);
  const roundings = Math.max(0, counted.length - 1) * u32;
  let [value, size, error] = [0, 0, 0];
  for (const term of counted) {
    value += term.value;
    size += Math.abs(term.value) + term.error;
    error += term.error;
  }
  return { value, error: error + (roundings / (1 - roundings)) * size };
}

/**
 * A product, rounded once; one with an exact zero, one or minus one rounds nothing.
 *
 * @param a - a factor
 * @param b - the other
 */
export function productOf(a: Approximate, b: Approximate): Approximate {
  const error = Math.abs(a.value) * b.error + Math.abs(b.value) * a.error + a.error * b.error;
  return rounded({ value: a.value * b.value, error }, isTrivial(a) || isTrivial(b) ? 0 : 1);
}

function isTrivial({ value, error }: Approximate): boolean {
  return error === 0 && (value === 0 || Math.abs(value) === 1);
}

/**
 * A quotient: `|x̂/ŷ - x/y| <= (e_x + |x/y| e_y) / (|y| - e_y)`, rounded twice, since graphics processors multiply by a
 * reciprocal, and as coarsely as WGSL allows on WebGPU.
 *
 * @param a - what is divided
 * @param b - by what; the error is infinite where it may be zero
 */
export function quotientOf(a: Approximate, b: Approximate): Approximate {
  const value = a.value / b.value;
  const least = Math.abs(b.value) - b.error;
  return rounded(
    { value, error: least > 0 ? (a.error + Math.abs(value) * b.error) / least : Infinity },
    Math.max(2, divisionRoundings()),
  );
}

/**
 * A root, rounded once, or as coarsely as WGSL allows: `|√x̂ - √x| = |x̂ - x| / (√x̂ + √x)`.
 *
 * @param x - at least zero
 */
export function rootOf(x: Approximate): Approximate {
  const value = Math.sqrt(x.value);
  const least = Math.sqrt(Math.max(0, x.value - x.error));
  return rounded({ value, error: x.error === 0 ? 0 : x.error / (value + least) }, rootRoundings());
}

/**
 * Euclidean norm, as the root of a sum of squares.
 *
 * @param entries - of the vector
 */
export function normOf(entries: readonly Approximate[]): Approximate {
  return rootOf(sumOf(entries.map((entry) => productOf(entry, entry))));
}
