import { eigs } from "mathjs";

/**
 * Singular values by the eigenvalues of the smaller Gram matrix, in float64: an oracle for small matrices.
 *
 * An eigenvalue of the Gram matrix is exact to a few roundings of the largest, so a singular value is exact to about
 * `u σ₁² / σ`: to full precision for the largest, to none for one below `√u σ₁`.
 *
 * @param matrix - row by row, `rows * columns` numbers
 * @param rows - number of rows
 * @param columns - number of columns
 * @returns the singular values, largest first
 */
export function exactSingularValues(matrix: ArrayLike<number>, rows: number, columns: number): number[] {
  const wide = rows < columns;
  const [size, length] = wide ? [rows, columns] : [columns, rows];
  const entry = (i: number, j: number): number => matrix[wide ? i * columns + j : j * columns + i] ?? Number.NaN;
  const gram = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_unused, j) => {
      let sum = 0;
      for (let t = 0; t < length; t++) sum += entry(i, t) * entry(j, t);
      return sum;
    }),
  );
  const { values } = eigs(gram, { eigenvectors: false });
  const eigenvalues: readonly unknown[] = Array.isArray(values) ? values : values.toArray();
  return eigenvalues.map((value) => Math.sqrt(Math.max(0, Number(value)))).toSorted((a, b) => b - a);
}
