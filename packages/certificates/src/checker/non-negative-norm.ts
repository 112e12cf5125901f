import type { AxisLinks } from "./geometry.ts";
import { gamma, up } from "./rounding.ts";

/**
 * At least the norm of a matrix A with entries >= 0, as the square root of `max (AᵀA x)_i / x_i`, which for any x > 0 is no smaller than the
 * largest eigenvalue of AᵀA (Collatz and Wielandt). Power iteration brings it down, never up.
 *
 * All terms are >= 0, so that a quotient is wrong by its number of roundings only: two from the entries and two from each product and sum.
 *
 * @param links - the matrix, as links from inputs to outputs with their factors
 * @returns the bound
 * @see Horn & Johnson (2013), Matrix analysis, 2nd ed., theorem 8.1.26
 * @internal
 */
export function nonNegativeNorm({ inputSize, outputSize, o, i, factor }: AxisLinks): number {
  let x = new Float64Array(inputSize).fill(1);
  let best = Infinity;
  for (let round = 0; round < 1000; round++) {
    const y = new Float64Array(outputSize);
    const z = new Float64Array(inputSize);
    for (const [k, output] of o.entries())
      y[output] = (y[output] as number) + (factor?.[k] ?? 1) * (x[i[k] as number] as number);
    for (const [k, input] of i.entries())
      z[input] = (z[input] as number) + (factor?.[k] ?? 1) * (y[o[k] as number] as number);
    const quotients = z.map((entry, k) => entry / (x[k] as number));
    const largest = quotients.reduce((most, quotient) => Math.max(most, quotient), 0);
    const least = quotients.reduce(
      (fewest, quotient) => (quotient > 0 ? Math.min(fewest, quotient) : fewest),
      Infinity,
    );
    best = Math.min(best, largest);
    if (largest <= least * (1 + 2 ** -48)) break;
    const scale = z.reduce((most, entry) => Math.max(most, entry), 0);
    x = z.map((entry) => Math.max(entry / scale, 1e-100));
  }
  return up(Math.sqrt(best * (1 + gamma(2 * (mostOf(o) + mostOf(i)) + 16))));
}

function mostOf(places: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return [...counts.values()].reduce((most, own) => Math.max(most, own), 0);
}
