import type { Rows } from "../../arbitraries/rows.ts";
import { u32 } from "../weights/rounding.ts";

/** `M x` in float64. */
export function timesVector(matrix: Rows, x: ArrayLike<number>): number[] {
  return matrix.map((row) => row.reduce((sum, entry, j) => sum + entry * (x[j] ?? Number.NaN), 0));
}

/** `Σ aᵢ bᵢ` in float64. */
export function innerProduct(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);
}

/** Entries without their signs. */
export function absoluteRows(matrix: Rows): number[][] {
  return matrix.map((row) => row.map(Math.abs));
}

/**
 * By how much each entry of `M x` may be off in float32: `γ_n |M| |x|` with n the number of terms that are not zero, since
 * adding a zero rounds nothing (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1); in whatever order.
 */
export function productErrors(matrix: Rows, x: ArrayLike<number>): number[] {
  const sizes = timesVector(absoluteRows(matrix), Array.from(x, Math.abs));
  return matrix.map((row, i) => {
    const terms = row.filter((entry, j) => entry !== 0 && x[j] !== 0).length;
    return ((terms * u32) / (1 - terms * u32)) * (sizes[i] ?? Number.NaN);
  });
}
