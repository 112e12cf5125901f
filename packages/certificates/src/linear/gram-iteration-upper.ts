import { checkMatrix, vectorsOf } from "./matrix-upper.ts";
import { productUp, rootUp, sumUp } from "../rounding/round-up.ts";
import { gammaUp } from "../rounding/gamma-up.ts";
import { gramOf } from "./gram.ts";
import { unscaled } from "./internal/power-of-two.ts";

/**
 * An upper bound of the spectral norm of a matrix by squaring it again and again: `G₀ = A, G_{t+1} = fl(G_t G_tᵀ / c_t²)`.
 *
 * With `‖G_{t+1} − G_t G_tᵀ / c_t²‖ <= e_t` from rounding, `‖G_t‖ <= c_t √(‖G_{t+1}‖ + e_t)`, and the last norm is at most its
 * Frobenius norm and its largest row sum. c_t is a power of two near the largest entry, so dividing by it is exact. In exact
 * arithmetic the result is above the norm by a factor of r^(2^−(T+1)) at most for rank r and T squarings. Unlike
 * {@link @lipschitz-gan/certificates!matrixUpper | matrixUpper} it needs no guess, but it takes n³ multiply-adds a squaring.
 *
 * @param values - finite entries, row by row, `[rows, columns]`
 * @param rows - number of rows
 * @param columns - number of columns
 * @param squarings - T, 12 unless given
 * @returns the bound, 0 for a matrix of zeros
 * @throws RangeError if the sizes do not fit or an entry is not finite
 *
 * @example
 * ```ts
 * import { gramIterationUpper } from "@lipschitz-gan/certificates";
 *
 * const upper = gramIterationUpper([3, 0, 4, 5], 2, 2); // the norm is √45
 * upper >= Math.sqrt(45) && upper < Math.sqrt(45) * (1 + 1e-9); // => true
 * ```
 * @see Delattre et al. (2023), Efficient bound of Lipschitz constant for convolutional layers by Gram iteration, https://arxiv.org/abs/2305.16173; the rounding terms are added here
 */
export function gramIterationUpper(values: ArrayLike<number>, rows: number, columns: number, squarings = 12): number {
  checkMatrix("gramIterationUpper", values, rows, columns);
  if (!(Number.isInteger(squarings) && squarings >= 1)) {
    throw new RangeError(`gramIterationUpper: squarings must be an integer >= 1, received ${squarings}`);
  }
  const { count, length, re } = vectorsOf(values, rows, columns);
  return squaredUpper(re, count, length, squarings);
}

/** The bound for a matrix of `count` rows, by `left` squarings. */
function squaredUpper(values: Float64Array, count: number, length: number, left: number): number {
  const gram = gramOf({ count, length, re: values, im: null });
  if (left === 0) return Math.min(unscaled(gram.frobenius, gram.scale), rowSumUp(values, count, length));
  if (gram.frobenius === 0) return 0;
  mirror(gram.re, count);
  const square = sumUp(squaredUpper(gram.re, count, count, left - 1), gram.error);
  return unscaled(rootUp(square), gram.scale);
}

function mirror(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) matrix[i * size + j] = matrix[j * size + i] as number; // in range
  }
}

/** At least the largest sum of magnitudes in a row; of a symmetric matrix no less than its norm. */
function rowSumUp(values: Float64Array, rows: number, columns: number): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += Math.abs(values[i * columns + j] as number); // in range
    largest = Math.max(largest, sum);
  }
  return productUp(largest, 1 + gammaUp(columns));
}
