/**
 * The rows of a real or complex matrix, one after the other; the spectral norm of the matrix is what is sought.
 *
 * The smaller side of a matrix goes into `count`: the tests factor a matrix of count × count. A matrix and its transpose
 * have the same norm, so either its rows or its columns will do.
 */
export interface Vectors {
  /** Number of vectors. */
  readonly count: number;
  /** Entries in each vector. */
  readonly length: number;
  /** Real parts, `count · length` finite numbers, vector by vector. */
  readonly re: Float64Array;
  /** Imaginary parts; null for a real matrix. */
  readonly im: Float64Array | null;
}
