/** Rows of a matrix in float64, each entry a float32. */
export type Rows = readonly (readonly number[])[];

/** Makes rows of a rule for the entries. */
export function rowsOf(rows: number, columns: number, entry: (i: number, j: number) => number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_unused, j) => entry(i, j)));
}

/** Height and width. */
export function sizeOf(matrix: Rows): [rows: number, columns: number] {
  return [matrix.length, matrix[0]?.length ?? 0];
}

/** Columns as rows. */
export function transposed(matrix: Rows): number[][] {
  const [rows, columns] = sizeOf(matrix);
  return rowsOf(columns, rows, (i, j) => matrix[j]?.[i] ?? Number.NaN);
}

/** `|W|_F² = Σ w²` in float64. */
export function squareSum(matrix: Rows): number {
  return matrix.reduce((sum, row) => row.reduce((partial, x) => partial + x * x, sum), 0);
}
