/*
 * The inner loops of the whole package: nearly all of the time of a certificate goes by here. Two rows meet two rows, so that
 * each number read is used twice; typed arrays are read with `as number` since every index is in range by construction.
 */

/** Rows that meet rows, and where their products go. */
export interface DotBlock {
  /** The rows that are multiplied: row i begins at `i · rowLength`. */
  readonly rowLength: number;
  /** Which of their entries count: `first` to `last − 1`. */
  readonly first: number;
  readonly last: number;
  /** Rows i from `rowsFrom` to `rowsTo − 1` of the result... */
  readonly rowsFrom: number;
  readonly rowsTo: number;
  /** ...and its columns j from `columnsFrom` to `columnsTo − 1`, as far as `j <= i`. */
  readonly columnsFrom: number;
  readonly columnsTo: number;
  /** The result's row i begins at `i · width`. */
  readonly width: number;
  /** Whether the products are added or subtracted. */
  readonly sign: 1 | -1;
}

/**
 * Adds to each entry (i, j) of the result's lower triangle, or subtracts, the product `Σ_k x_i[k] x_j[k]` of two rows. It may
 * write above the diagonal, too: nothing there means anything.
 *
 * The sums are taken from zero and added at the end, so that each entry is a sum in some order of its terms.
 *
 * @internal
 */
export function addDotProducts(rows: Float64Array, result: Float64Array, block: DotBlock): void {
  const { rowLength, first, last, rowsFrom, rowsTo, columnsFrom, columnsTo, width, sign } = block;
  for (let i = rowsFrom; i < rowsTo; i += 2) {
    const hasSecond = i + 1 < rowsTo;
    const row0 = i * rowLength;
    const row1 = hasSecond ? row0 + rowLength : row0;
    const end = Math.min(columnsTo, i + 2);
    for (let j = columnsFrom; j < end; j += 2) {
      const column0 = j * rowLength;
      const column1 = j + 1 < columnsTo ? column0 + rowLength : column0;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      for (let k = first; k < last; k++) {
        const x0 = rows[row0 + k] as number;
        const x1 = rows[row1 + k] as number;
        const y0 = rows[column0 + k] as number;
        const y1 = rows[column1 + k] as number;
        s00 += x0 * y0;
        s01 += x0 * y1;
        s10 += x1 * y0;
        s11 += x1 * y1;
      }
      const at = i * width + j;
      const isWide = j + 1 < columnsTo;
      result[at] = (result[at] as number) + sign * s00;
      if (isWide) result[at + 1] = (result[at + 1] as number) + sign * s01;
      if (!hasSecond) continue;
      const below = at + width;
      result[below] = (result[below] as number) + sign * s10;
      if (isWide) result[below + 1] = (result[below + 1] as number) + sign * s11;
    }
  }
}

/**
 * The same for complex rows: `Σ_k x_i[k] · conj(x_j[k])`, real and imaginary parts apart.
 *
 * @internal
 */
export function addComplexDotProducts(
  re: Float64Array,
  im: Float64Array,
  resultRe: Float64Array,
  resultIm: Float64Array,
  block: DotBlock,
): void {
  const { rowLength, first, last, rowsFrom, rowsTo, columnsFrom, columnsTo, width, sign } = block;
  for (let i = rowsFrom; i < rowsTo; i += 2) {
    const hasSecond = i + 1 < rowsTo;
    const row0 = i * rowLength;
    const row1 = hasSecond ? row0 + rowLength : row0;
    const end = Math.min(columnsTo, i + 2);
    for (let j = columnsFrom; j < end; j += 2) {
      const column0 = j * rowLength;
      const column1 = j + 1 < columnsTo ? column0 + rowLength : column0;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let t00 = 0;
      let t01 = 0;
      let t10 = 0;
      let t11 = 0;
      for (let k = first; k < last; k++) {
        const x0 = re[row0 + k] as number;
        const x1 = re[row1 + k] as number;
        const u0 = im[row0 + k] as number;
        const u1 = im[row1 + k] as number;
        const y0 = re[column0 + k] as number;
        const y1 = re[column1 + k] as number;
        const v0 = im[column0 + k] as number;
        const v1 = im[column1 + k] as number;
        s00 += x0 * y0 + u0 * v0;
        s01 += x0 * y1 + u0 * v1;
        s10 += x1 * y0 + u1 * v0;
        s11 += x1 * y1 + u1 * v1;
        t00 += u0 * y0 - x0 * v0;
        t01 += u0 * y1 - x0 * v1;
        t10 += u1 * y0 - x1 * v0;
        t11 += u1 * y1 - x1 * v1;
      }
      const at = i * width + j;
      const isWide = j + 1 < columnsTo;
      resultRe[at] = (resultRe[at] as number) + sign * s00;
      resultIm[at] = (resultIm[at] as number) + sign * t00;
      if (isWide) {
        resultRe[at + 1] = (resultRe[at + 1] as number) + sign * s01;
        resultIm[at + 1] = (resultIm[at + 1] as number) + sign * t01;
      }
      if (!hasSecond) continue;
      const below = at + width;
      resultRe[below] = (resultRe[below] as number) + sign * s10;
      resultIm[below] = (resultIm[below] as number) + sign * t10;
      if (isWide) {
        resultRe[below + 1] = (resultRe[below + 1] as number) + sign * s11;
        resultIm[below + 1] = (resultIm[below + 1] as number) + sign * t11;
      }
    }
  }
}
