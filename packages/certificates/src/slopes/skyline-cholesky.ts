// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * A symmetric matrix of which the lower triangle is kept, row by row, with zeros before the first entry of each row.
 *
 * @internal
 */
export interface Skyline {
  readonly size: number;
  /** Shape `[size, size]`; entries above the diagonal are not read. */
  readonly values: Float64Array;
  /** Of each row the first column that may differ from 0. */
  readonly first: Int32Array;
}

/**
 * Replaces rows of the lower triangle by those of the Cholesky factor L, `A = L Lᵀ`; the rows before must be replaced already.
 *
 * It is the textbook's inner product form, in which zeros are left out: Higham's error bound, `|A − L Lᵀ| <= γ(n + 1) |L| |Lᵀ|`
 * entry by entry, holds whatever the order of the sums.
 *
 * @param matrix - is changed in place
 * @param from - the first row
 * @param to - one after the last row
 * @param columns - only columns `[columns[0], columns[1])` are replaced; all unless given
 * @returns whether all pivots were at least 2^-200; if not, the rest is left as it was
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., theorem 10.3
 *
 * @internal
 */
export function factorRows(
  { size, values, first }: Skyline,
  from: number,
  to: number,
  columns: readonly [number, number] = [0, size],
): boolean {
  for (let i = from; i < to; i++) {
    const start = first[i] as number;
    const row = i * size;
    const end = Math.min(i, columns[1]);
    for (let j = Math.max(start, columns[0]); j < end; j++) {
      const other = j * size;
      const sum = innerProduct(values, row, other, Math.max(start, first[j] as number), j);
      values[row + j] = ((values[row + j] as number) - sum) / (values[other + j] as number);
    }
    if (columns[1] <= i) continue;
    const pivot = (values[row + i] as number) - innerProduct(values, row, row, start, i);
    if (!(pivot >= SMALLEST_PIVOT)) return false;
    values[row + i] = Math.sqrt(pivot);
  }
  return true;
}

/** Keeps what underflows in quotients far below all margins. */
const SMALLEST_PIVOT = 2 ** -200;

/** Of two rows, over columns `[from, to)`, in four partial sums. */
function innerProduct(values: Float64Array, a: number, b: number, from: number, to: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = from;
  for (; k + 3 < to; k += 4) {
    s0 += (values[a + k] as number) * (values[b + k] as number);
    s1 += (values[a + k + 1] as number) * (values[b + k + 1] as number);
    s2 += (values[a + k + 2] as number) * (values[b + k + 2] as number);
    s3 += (values[a + k + 3] as number) * (values[b + k + 3] as number);
  }
  for (; k < to; k++) s0 += (values[a + k] as number) * (values[b + k] as number);
  return s0 + s1 + (s2 + s3);
}
