/** A matrix S of positive semi-definite form written as a sum of squares, `S ≈ Σₖ rowₖᵀ rowₖ`. */
export interface SquareRootFactor {
  /** The rows one after the other, `rank · size` numbers, in the order of S's own indices. */
  readonly rows: Float64Array;
  /** Number of rows, in `[0, size]`. */
  readonly rank: number;
}

/**
 * What {@link frechetDistance} needs of a linear algebra in float64: {@link plainLinearAlgebra} is TypeScript,
 * {@link loadLapack} finds a faster one.
 *
 * Matrices are stored row by row. No function changes its arguments, and all trust their sizes.
 */
export interface LinearAlgebra {
  /** What computes: `"TypeScript"`, or the library's name. */
  readonly name: string;
  /**
   * Cholesky factor with diagonal pivoting, which stops where every diagonal entry of the rest is <= tolerance.
   *
   * @param matrix - symmetric, `size · size` entries
   * @param size - number of rows, an integer >= 1
   * @param tolerance - what counts as 0 on the diagonal, >= 0
   * @returns rows whose squares sum to the matrix, but for a rest whose diagonal is at most the tolerance
   */
  factorize(matrix: Float64Array, size: number, tolerance: number): SquareRootFactor;
  /**
   * The product `A Bᵀ`.
   *
   * @param a - `aRows · columns` entries
   * @param aRows - number of rows of A, an integer >= 1
   * @param b - `bRows · columns` entries
   * @param bRows - number of rows of B, an integer >= 1
   * @param columns - number of columns of both, an integer >= 1
   * @returns `aRows · bRows` entries
   */
  multiplyTransposed(a: Float64Array, aRows: number, b: Float64Array, bRows: number, columns: number): Float64Array;
  /**
   * All singular values.
   *
   * @param matrix - `rows · columns` finite entries
   * @param rows - number of rows, an integer >= 1
   * @param columns - number of columns, an integer >= 1
   * @returns `min(rows, columns)` values >= 0 in falling order
   */
  singularValues(matrix: Float64Array, rows: number, columns: number): Float64Array;
}
