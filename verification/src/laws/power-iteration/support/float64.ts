import type { Rows } from "../../../arbitraries/rows.ts";

/** `Σ aᵢ bᵢ`. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? Number.NaN) * (b[i] ?? Number.NaN);
  return sum;
}

/** `√(Σ aᵢ²)`, without squares that over- or underflow. */
export function norm(a: ArrayLike<number>): number {
  return Math.hypot(...Array.from(a));
}

/** `a / |a|`. */
export function normalised(a: ArrayLike<number>): number[] {
  const length = norm(a);
  return Array.from(a, (x) => x / length);
}

/** `|a - b|`, or `NaN` where the lengths differ. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a.length === b.length ? norm(Array.from(a, (x, i) => x - (b[i] ?? Number.NaN))) : Number.NaN;
}

/** `Wx`. */
export function times(matrix: Rows, x: ArrayLike<number>): number[] {
  return matrix.map((row) => dot(row, x));
}

/** `Wᵀx`. */
export function transposedTimes(matrix: Rows, x: ArrayLike<number>): number[] {
  return (matrix[0] ?? []).map((_, j) => matrix.reduce((sum, row, i) => sum + (row[j] ?? 0) * (x[i] ?? Number.NaN), 0));
}

/** `uᵀWv`. */
export function bilinear(matrix: Rows, u: ArrayLike<number>, v: ArrayLike<number>): number {
  return dot(u, times(matrix, v));
}

/** Absolute values of all entries. */
export function absolute(matrix: Rows): number[][] {
  return matrix.map((row) => row.map(Math.abs));
}
