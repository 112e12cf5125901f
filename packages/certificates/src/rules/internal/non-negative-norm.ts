import type { BandRow } from "../axis-rows.ts";
import { up } from "../../rounding/round-up.ts";

/**
 * At least the square of the spectral norm of a matrix A with entries >= 0.
 *
 * By Collatz and Wielandt, `max (AᵀA x)ᵢ / xᵢ` is no smaller than the largest eigenvalue of AᵀA for any x > 0; power
 * iteration brings it down. All terms are positive, so a quotient is off by (row + column length + 4) roundings at most.
 *
 * @param rows - the rows
 * @param columns - number of columns
 * @returns the bound on the square
 * @see Horn & Johnson (2013), Matrix analysis, 2nd ed., theorem 8.1.26
 * @internal
 */
export function nonNegativeNormSquare(rows: readonly BandRow[], columns: number): number {
  let x = Array.from({ length: columns }, () => 1);
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const z = gramTimes(rows, x);
    const quotients = z.map((entry, i) => entry / (x[i] ?? 1));
    const largest = largestOf(quotients);
    const smallest = quotients.reduce(
      (least, quotient) => (quotient > 0 ? Math.min(least, quotient) : least),
      Infinity,
    );
    best = Math.min(best, largest);
    if (largest <= smallest * (1 + 1e-12)) break; // both enclose the eigenvalue, unless the matrix falls into blocks
    const scale = largestOf(z);
    x = z.map((entry) => Math.max(entry / scale, FLOOR)); // any x > 0 gives a bound
  }
  const longestRow = largestOf(rows.map(({ entries }) => entries.length));
  const longestColumn = largestOf(columnLengths(rows, columns));
  return up(best * (1 + (longestRow + longestColumn + 6) * 2 ** -52));
}

const ROUNDS = 300;
const FLOOR = 1e-100;

function columnLengths(rows: readonly BandRow[], columns: number): readonly number[] {
  const lengths = Array.from({ length: columns }, () => 0);
  for (const { first, entries } of rows) {
    for (const i of entries.keys()) lengths[first + i] = (lengths[first + i] ?? 0) + 1;
  }
  return lengths;
}

/** Of any number of numbers >= 0; `Math.max(...xs)` has a limit. */
function largestOf(xs: readonly number[]): number {
  return xs.reduce((largest, x) => Math.max(largest, x), 0);
}

function gramTimes(rows: readonly BandRow[], x: readonly number[]): number[] {
  const z = x.map(() => 0);
  for (const { first, entries } of rows) {
    const y = entries.reduce((sum, entry, i) => sum + entry * (x[first + i] ?? 0), 0);
    for (const [i, entry] of entries.entries()) z[first + i] = (z[first + i] ?? 0) + entry * y;
  }
  return z;
}
