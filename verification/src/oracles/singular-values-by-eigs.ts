import { create, eigsDependencies } from "mathjs";
import { scaledToOne } from "./scaled-to-one.ts";

/**
 * mathjs rotates no pair whose product is below `relTol`, an absolute number whatever its name says, and takes two
 * diagonal entries within it for equal. The default, 1e-12, would cost four digits of the sixteen.
 */
const math = create(eigsDependencies ?? {}, { relTol: 1e-16 });

/**
 * Singular values by the eigenvalues of the smaller Gram matrix, in float64: an oracle for small matrices.
 *
 * An eigenvalue of the Gram matrix is exact to a few roundings of the largest, so a singular value is exact to about
 * `u σ₁² / σ`: to full precision for the largest, to none for one below `√u σ₁`.
 *
 * @param matrix - row by row, `rows * columns` numbers, finite
 * @param rows - number of rows
 * @param columns - number of columns
 * @returns the singular values, largest first
 * @throws RangeError if an entry is not finite or missing
 *
 * @example
 * ```ts
 * import { singularValuesByEigs } from "@lipschitz-gan/verification";
 *
 * singularValuesByEigs([0, 3, -4, 0], 2, 2); // => [4, 3]
 * ```
 */
export function singularValuesByEigs(matrix: ArrayLike<number>, rows: number, columns: number): number[] {
  const isWide = rows < columns;
  const [size, length] = isWide ? [rows, columns] : [columns, rows];
  const vectors = Array.from({ length: size }, (_, i) =>
    Array.from({ length }, (_unused, j) => matrix[isWide ? i * columns + j : j * columns + i] ?? Number.NaN),
  );
  const { scale, entries } = scaledToOne("singularValuesByEigs", vectors);
  const gram = entries.map((a) => entries.map((b) => a.reduce((sum, x, t) => sum + x * (b[t] ?? Number.NaN), 0)));
  const { values } = math.eigs(gram, { eigenvectors: false });
  const eigenvalues: readonly unknown[] = Array.isArray(values) ? values : values.toArray();
  return eigenvalues.map((value) => scale * Math.sqrt(Math.max(0, Number(value)))).toSorted((a, b) => b - a);
}
