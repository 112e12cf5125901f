import type { Rows } from "../arbitraries/rows.ts";

/**
 * A matrix divided by the power of two that brings its largest entry into `[1, 2)`: without rounding, and with no squares
 * that over- or underflow to any harm.
 *
 * @param where - the oracle, for its errors
 * @param matrix - finite, at least one row and one column, all rows of one length
 * @returns the divided entries, and what they were divided by (1 for a zero matrix)
 * @throws RangeError if the matrix is none, or holds an entry that is not finite
 */
export function scaledToOne(where: string, matrix: Rows): { readonly scale: number; readonly entries: number[][] } {
  const columns = matrix[0]?.length ?? 0;
  if (columns === 0 || matrix.some((row) => row.length !== columns)) {
    throw new RangeError(
      `${where}: matrix must have rows of one length >= 1, received lengths [${matrix.map((row) => row.length).join(", ")}]`,
    );
  }
  let largest = 0;
  for (const x of matrix.flat()) {
    if (!Number.isFinite(x)) throw new RangeError(`${where}: every entry must be finite, received ${x}`);
    largest = Math.max(largest, Math.abs(x));
  }
  // Within these limits the power and its inverse are normal numbers.
  const scale = largest === 0 ? 1 : 2 ** Math.min(1022, Math.max(-1022, Math.floor(Math.log2(largest))));
  return { scale, entries: matrix.map((row) => row.map((x) => x / scale)) };
}
