/**
 * A matrix, row by row.
 *
 * @internal
 */
export interface DenseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * `A Bᵀ`: inner products of rows, which lie one after another in memory.
 *
 * @param a - shape `[rows of a, columns]`
 * @param b - shape `[rows of b, columns]`
 * @returns shape `[rows of a, rows of b]`
 *
 * @internal
 */
export function timesTransposed(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  const values = new Float64Array(a.rows * b.rows);
  const n = a.columns;
  for (let i = 0; i < a.rows; i++) {
    const x = a.values.subarray(i * n, (i + 1) * n);
    let j = 0;
    for (; j + 3 < b.rows; j += 4) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      const at = j * n;
      for (let k = 0; k < n; k++) {
        const xk = x[k] as number;
        s0 += xk * (b.values[at + k] as number);
        s1 += xk * (b.values[at + n + k] as number);
        s2 += xk * (b.values[at + 2 * n + k] as number);
        s3 += xk * (b.values[at + 3 * n + k] as number);
      }
      const to = i * b.rows + j;
      values[to] = s0;
      values[to + 1] = s1;
      values[to + 2] = s2;
      values[to + 3] = s3;
    }
    for (; j < b.rows; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (x[k] as number) * (b.values[j * n + k] as number);
      values[i * b.rows + j] = sum;
    }
  }
  return { rows: a.rows, columns: b.rows, values };
}

/**
 * `Aᵀ`.
 *
 * @internal
 */
export function transposed({ rows, columns, values }: DenseMatrix): DenseMatrix {
  const turned = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = values[i * columns + j] as number;
  }
  return { rows: columns, columns: rows, values: turned };
}

/**
 * `A x`.
 *
 * @internal
 */
export function timesVector({ rows, columns, values }: DenseMatrix, x: Float64Array): Float64Array {
  const product = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += (values[i * columns + j] as number) * (x[j] as number);
    product[i] = sum;
  }
  return product;
}

/**
 * `Aᵀ y`.
 *
 * @internal
 */
export function transposedTimesVector({ rows, columns, values }: DenseMatrix, y: Float64Array): Float64Array {
  const product = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const yi = y[i] as number;
    for (let j = 0; j < columns; j++) {
      product[j] = (product[j] as number) + yi * (values[i * columns + j] as number);
    }
  }
  return product;
}
