import { choleskyWork, DEFAULT_MAX_WORK } from "./work.ts";
import { frobeniusUp, largestMagnitude } from "./internal/frobenius-norm.ts";
import { gammaUp } from "../rounding/gamma-up.ts";
import { gramOf } from "./gram.ts";
import { gramUpper } from "./gram-upper.ts";
import { productUp, rootUp, sumUp } from "../rounding/round-up.ts";
import type { Vectors } from "./vectors.ts";

/**
 * An upper bound of the spectral norm of a matrix, above it by about 1e-7 of it.
 *
 * A guess is raised a little and tested: `(μ² − c) I − A A*` has a Cholesky factor in floating point, with c covering all rounding.
 * What is returned is μ (1 + 2⁻²⁷), so that a second test with rounding bounds of its own accepts it, too. Where the matrix is too
 * large for that, it is the smaller of the Frobenius norm and `√(‖A‖₁ ‖A‖_∞)`.
 *
 * @param values - finite entries, row by row, `[rows, columns]`
 * @param rows - number of rows
 * @param columns - number of columns
 * @param radii - the bound is for every matrix whose entries differ from `values` by these at most; 0 unless given
 * @param maxWork - how many multiply-adds it may take
 * @returns the bound, 0 for a matrix of zeros
 * @throws RangeError if the sizes do not fit or an entry is not finite
 *
 * @example
 * ```ts
 * import { matrixUpper } from "@lipschitz-gan/certificates";
 *
 * const upper = matrixUpper([3, 0, 4, 5], 2, 2); // the norm is √45
 * upper >= Math.sqrt(45) && upper < Math.sqrt(45) * (1 + 1e-6); // => true
 * ```
 * @see Rump (2011), Verified bounds for singular values, BIT 51, 367-384, https://doi.org/10.1007/s10543-010-0294-0
 */
export function matrixUpper(
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  radii?: ArrayLike<number>,
  maxWork: number = DEFAULT_MAX_WORK,
): number {
  checkMatrix("matrixUpper", values, rows, columns);
  const norm = middleUpper(values, rows, columns, maxWork);
  if (radii === undefined) return norm;
  checkMatrix("matrixUpper", radii, rows, columns);
  return sumUp(norm, frobeniusUp(radii));
}

function middleUpper(values: ArrayLike<number>, rows: number, columns: number, maxWork: number): number {
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  if (choleskyWork(count, length) > maxWork) return claimOf(cheapUpper(values, rows, columns));
  return claimOf(gramUpper(gramOf(vectorsOf(values, rows, columns))));
}

/**
 * What is claimed of a bound that has passed the test: a little more, so that a test with other rounding bounds passes.
 *
 * @internal
 */
export function claimOf(bound: number): number {
  return productUp(bound, 1 + 2 ** -27);
}

/**
 * A matrix by its smaller side.
 *
 * @internal
 */
export function vectorsOf(values: ArrayLike<number>, rows: number, columns: number): Vectors {
  if (rows <= columns) return { count: rows, length: columns, re: Float64Array.from(values), im: null };
  const re = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) re[j * rows + i] = values[i * columns + j] as number; // in range
  }
  return { count: columns, length: rows, re, im: null };
}

/** `√(‖A‖₁ ‖A‖_∞)` or the Frobenius norm: a sum of n magnitudes is too small by a factor of 1 − γ_n at most. */
function cheapUpper(values: ArrayLike<number>, rows: number, columns: number): number {
  const rowSums = new Float64Array(rows);
  const columnSums = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const magnitude = Math.abs(values[i * columns + j] as number); // in range, as below
      rowSums[i] = (rowSums[i] as number) + magnitude;
      columnSums[j] = (columnSums[j] as number) + magnitude;
    }
  }
  const largest = productUp(largestMagnitude(rowSums), 1 + gammaUp(columns));
  const largestColumn = productUp(largestMagnitude(columnSums), 1 + gammaUp(rows));
  return Math.min(frobeniusUp(values), productUp(rootUp(largest), rootUp(largestColumn)));
}

/**
 * Refuses what is no matrix of finite numbers.
 *
 * @internal
 */
export function checkMatrix(where: string, values: ArrayLike<number>, rows: number, columns: number): void {
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows >= 1 && columns >= 1)) {
    throw new RangeError(`${where}: rows and columns must be integers >= 1, received ${rows} and ${columns}`);
  }
  if (values.length !== rows * columns) {
    throw new RangeError(`${where}: values must have ${rows * columns} entries, received ${values.length}`);
  }
  if (!(largestMagnitude(values) < Infinity)) {
    throw new RangeError(`${where}: values must be finite, received NaN or an infinite number`);
  }
}
