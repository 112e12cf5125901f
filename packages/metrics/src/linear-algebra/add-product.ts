/**
 * Some rows of a matrix in memory.
 *
 * @internal
 */
export interface MatrixRows {
  /** Where the entries are, row by row. */
  readonly values: Float64Array;
  /** Distance from one row's first entry to the next one's. */
  readonly stride: number;
  /** Number of rows. */
  readonly rows: number;
}

/**
 * Adds `sign · A Bᵀ` to a matrix, the one loop in which the time of this folder's cubic work is spent.
 *
 * Every entry is the dot product of a row of A and a row of B, summed from the first to the last and then added once, so
 * the result does not depend on how tiles fall. Sixteen dot products run at a time: eight loads serve sixteen
 * multiplications. Depths from 64 to 256 keep a tile's rows in the first cache.
 *
 * @param target - gets the products; its rows are A's, its columns are B's rows
 * @param a - rows of length `depth`
 * @param b - rows of length `depth`
 * @param depth - number of products a sum, an integer >= 0
 * @param options - the sign, and whether entries left of the diagonal may be left without the product
 * @see Goto & van de Geijn (2008), Anatomy of high-performance matrix multiplication, section 4, https://doi.org/10.1145/1356052.1356053
 * @internal
 */
export function addProduct(
  target: MatrixRows,
  a: MatrixRows,
  b: MatrixRows,
  depth: number,
  { sign = 1, upperOnly = false }: { readonly sign?: 1 | -1; readonly upperOnly?: boolean } = {},
): void {
  for (let i = 0; i < a.rows; i += tile) {
    const height = Math.min(tile, a.rows - i);
    for (let j = upperOnly ? i : 0; j < b.rows; j += tile) {
      const width = Math.min(tile, b.rows - j);
      if (height === tile && width === tile) addFullTile(target, a, b, i, j, depth, sign);
      else addPartialTile(target, a, b, [i, i + height], [j, j + width], depth, sign);
    }
  }
}

/** Side of a tile. Sixteen sums are as many as x86-64 has registers for; 3 × 3 and 4 × 3 were no faster by a tenth. */
const tile = 4;

// Indices are in range by construction, so reads of typed arrays are `as number`: a check an entry would halve the speed.
function addFullTile(
  target: MatrixRows,
  a: MatrixRows,
  b: MatrixRows,
  i: number,
  j: number,
  depth: number,
  sign: number,
): void {
  const [x, y] = [a.values, b.values];
  const [x0, x1, x2, x3] = [i * a.stride, (i + 1) * a.stride, (i + 2) * a.stride, (i + 3) * a.stride];
  const [y0, y1, y2, y3] = [j * b.stride, (j + 1) * b.stride, (j + 2) * b.stride, (j + 3) * b.stride];
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [s20, s21, s22, s23, s30, s31, s32, s33] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let p = 0; p < depth; p++) {
    const a0 = x[x0 + p] as number;
    const a1 = x[x1 + p] as number;
    const a2 = x[x2 + p] as number;
    const a3 = x[x3 + p] as number;
    const b0 = y[y0 + p] as number;
    s00 += a0 * b0;
    s10 += a1 * b0;
    s20 += a2 * b0;
    s30 += a3 * b0;
    const b1 = y[y1 + p] as number;
    s01 += a0 * b1;
    s11 += a1 * b1;
    s21 += a2 * b1;
    s31 += a3 * b1;
    const b2 = y[y2 + p] as number;
    s02 += a0 * b2;
    s12 += a1 * b2;
    s22 += a2 * b2;
    s32 += a3 * b2;
    const b3 = y[y3 + p] as number;
    s03 += a0 * b3;
    s13 += a1 * b3;
    s23 += a2 * b3;
    s33 += a3 * b3;
  }
  addRow(target, i, j, sign, s00, s01, s02, s03);
  addRow(target, i + 1, j, sign, s10, s11, s12, s13);
  addRow(target, i + 2, j, sign, s20, s21, s22, s23);
  addRow(target, i + 3, j, sign, s30, s31, s32, s33);
}

function addRow(
  { values, stride }: MatrixRows,
  i: number,
  j: number,
  sign: number,
  s0: number,
  s1: number,
  s2: number,
  s3: number,
): void {
  const start = i * stride + j;
  values[start] = (values[start] as number) + sign * s0;
  values[start + 1] = (values[start + 1] as number) + sign * s1;
  values[start + 2] = (values[start + 2] as number) + sign * s2;
  values[start + 3] = (values[start + 3] as number) + sign * s3;
}

/** A tile at an edge, entry by entry. */
function addPartialTile(
  target: MatrixRows,
  a: MatrixRows,
  b: MatrixRows,
  [iFrom, iTo]: readonly [number, number],
  [jFrom, jTo]: readonly [number, number],
  depth: number,
  sign: number,
): void {
  for (let i = iFrom; i < iTo; i++) {
    for (let j = jFrom; j < jTo; j++) {
      let sum = 0;
      for (let p = 0; p < depth; p++) {
        sum += (a.values[i * a.stride + p] as number) * (b.values[j * b.stride + p] as number);
      }
      const at = i * target.stride + j;
      target.values[at] = (target.values[at] as number) + sign * sum;
    }
  }
}
