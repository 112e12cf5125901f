import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { rowsOfFeatures } from "./feature-rows.ts";

/**
 * Eigenvalues of a symmetric matrix by ml-matrix (tridiagonalisation and QL steps, as in JAMA), each right to a small
 * multiple of `d u` of the largest.
 *
 * @param matrix - row by row, `size²` entries
 * @param size - rows and columns
 * @returns in rising order
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, size: number): readonly number[] {
  const decomposition = new EigenvalueDecomposition(new Matrix(rowsOfFeatures(matrix, size)), {
    assumeSymmetric: true,
  });
  return decomposition.realEigenvalues.toSorted((a, b) => a - b);
}
