import { GRID, rowsOfFeatures } from "./feature-rows.ts";

/** Mean and covariance, each entry right to three roundings, and the range of every column. */
export interface ExactMoments {
  readonly mean: readonly number[];
  /** Row by row, divided by `count - 1`. */
  readonly covariance: readonly number[];
  /** Largest minus smallest entry of each column. */
  readonly ranges: readonly number[];
  /** Largest absolute value of each column. */
  readonly sizes: readonly number[];
}

/**
 * Moments of features on the grid, in whole numbers of any size: `Σ x / n` and `(n Σ x y - Σ x Σ y) / (n (n - 1))`. Only
 * the last conversion to float64, and the division, round.
 *
 * @param features - row by row, multiples of `2^-20`
 * @param dimension - columns
 */
export function exactMoments(features: ArrayLike<number>, dimension: number): ExactMoments {
  const rows = rowsOfFeatures(features, dimension);
  const whole = rows.map((row) => row.map((x) => BigInt(x * GRID)));
  const n = rows.length;
  const columns = Array.from({ length: dimension }, (_, j) => whole.map((row) => row[j] ?? 0n));
  const sums = columns.map((column) => column.reduce((sum, x) => sum + x, 0n));
  const covariance = columns.flatMap((one, j) =>
    columns.map((other, k) => {
      const products = one.reduce((sum, x, i) => sum + x * (other[i] ?? 0n), 0n);
      const numerator = BigInt(n) * products - (sums[j] ?? 0n) * (sums[k] ?? 0n);
      return Number(numerator) / (n * (n - 1) * GRID * GRID);
    }),
  );
  const plain = Array.from({ length: dimension }, (_, j) => rows.map((row) => row[j] ?? Number.NaN));
  return {
    mean: sums.map((sum) => Number(sum) / (n * GRID)),
    covariance,
    ranges: plain.map((column) => Math.max(...column) - Math.min(...column)),
    sizes: plain.map((column) => Math.max(...column.map(Math.abs))),
  };
}
