/**
 * The two diagonals of an upper bidiagonal matrix.
 *
 * @internal
 */
export interface Bidiagonal {
  /** Length n. */
  readonly diagonal: Float64Array;
  /** Length `n - 1`. */
  readonly superdiagonal: Float64Array;
}

/**
 * Reduces a matrix to an upper bidiagonal one with the same singular values, by Householder reflections.
 *
 * Step k reflects column k onto its diagonal entry, `A - u wᵀ` with `w = τ Aᵀu`, and then row k onto two entries,
 * `A - u wᵀ - z vᵀ` with `z = τ' (A v - u wᵀv)`. The change waits for the next step, which makes it in the pass over the
 * matrix that computes the next w: two passes a step where the textbook has four, which matters once the matrix does not
 * fit a cache. In all `2 · rows · columns² - 2/3 · columns³` multiplications, each with an addition.
 *
 * A reflection is off by a small multiple of `rows · u · ‖A‖` at most (u = 2^-53, Frobenius norm), and there are
 * `2 · columns`; the result's singular values are those of a matrix as near as the sum of these.
 *
 * @param matrix - `rows · columns` entries of size at most 2, row by row; rows >= columns
 * @param rows - number of rows
 * @param columns - number of columns, >= 1
 * @returns both diagonals, of either sign
 * @see Golub & Van Loan (2013), Matrix Computations, 4th ed., algorithm 5.4.2
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., lemma 19.3 (the error of a sequence of reflections)
 * @see Howell et al. (2008), Cache efficient bidiagonalization using BLAS 2.5 operators, https://doi.org/10.1145/1356052.1356055
 * @internal
 */
export function bidiagonalize(matrix: Float64Array, rows: number, columns: number): Bidiagonal {
  const state = newState(matrix, rows, columns);
  const diagonal = new Float64Array(columns);
  const superdiagonal = new Float64Array(columns - 1);
  for (let k = 0; k < columns; k++) {
    const u = changedColumn(state, k);
    const [beta, tau] = reflect(u, k);
    diagonal[k] = beta;
    const w = changeAndMultiply(state, k, u, tau);
    if (k + 1 === columns) break;
    const v = changedRow(state, k, w);
    const [gamma, tauOfRow] = reflect(v, k + 1);
    superdiagonal[k] = gamma;
    const z = multiply(state, k, { u, w, v }, tauOfRow);
    state.change = { u, w, z, v };
  }
  return { diagonal, superdiagonal };
}

/** A change of the matrix, `- u wᵀ - z vᵀ`; u and z have a length of paddedRows, w and v one of columns. */
interface Change {
  readonly u: Float64Array;
  readonly w: Float64Array;
  readonly z: Float64Array;
  readonly v: Float64Array;
}

interface State {
  /** The matrix without the last change, with up to three rows of zeros so that rows can be taken four at a time. */
  readonly values: Float64Array;
  readonly paddedRows: number;
  readonly columns: number;
  change: Change;
}

function newState(matrix: Float64Array, rows: number, columns: number): State {
  const paddedRows = 4 * Math.ceil(rows / 4);
  const values = new Float64Array(paddedRows * columns);
  values.set(matrix);
  const [tall, wide] = [new Float64Array(paddedRows), new Float64Array(columns)];
  return { values, paddedRows, columns, change: { u: tall, w: wide, z: tall, v: wide } };
}

/**
 * Turns entries into the vector u with `u[from] = 1` and zeros before, such that `I - τ u uᵀ` reflects the entries from
 * there on to the first of them; gives what is left there, and τ.
 *
 * A tail below 2^-400, where the largest entry of the matrix is at least 1, is dropped: it moves no value by more, and
 * its square, inaccurate so near the end of the range, would make a reflection that is none.
 */
function reflect(x: Float64Array, from: number): readonly [number, number] {
  const alpha = x[from] as number;
  let tail = 0;
  for (let i = from + 1; i < x.length; i++) tail += (x[i] as number) ** 2;
  x.fill(0, 0, from);
  x[from] = 1;
  if (tail <= 2 ** -800) {
    x.fill(0, from + 1);
    return [alpha, 0];
  }
  const norm = Math.sqrt(alpha * alpha + tail);
  // Of the sign that does not cancel in alpha - beta.
  const beta = alpha > 0 ? -norm : norm;
  for (let i = from + 1; i < x.length; i++) x[i] = (x[i] as number) / (alpha - beta);
  return [beta, (beta - alpha) / beta];
}

function changedColumn({ values, paddedRows, columns, change }: State, k: number): Float64Array {
  const [wk, vk] = [change.w[k] as number, change.v[k] as number];
  const column = new Float64Array(paddedRows);
  for (let i = k; i < paddedRows; i++) {
    column[i] = (values[i * columns + k] as number) - (change.u[i] as number) * wk - (change.z[i] as number) * vk;
  }
  return column;
}

/** Row k after the change that w belongs to, whose u is 1 there. */
function changedRow({ values, columns }: State, k: number, w: Float64Array): Float64Array {
  const row = new Float64Array(columns);
  for (let j = k + 1; j < columns; j++) row[j] = (values[k * columns + j] as number) - (w[j] as number);
  return row;
}

/**
 * Makes the waiting change right of column k, and gives `τ Aᵀu` of the result.
 *
 * Rows before k in the first four are not touched, because u and z are 0 there. Reads of typed arrays are `as number`:
 * indices are in range by construction, and this loop takes most of the time.
 */
function changeAndMultiply(state: State, k: number, next: Float64Array, tau: number): Float64Array {
  const { values, paddedRows, columns, change } = state;
  const { u, w, z, v } = change;
  const product = new Float64Array(columns);
  for (let i = 4 * Math.floor(k / 4); i < paddedRows; i += 4) {
    const [u0, u1, u2, u3] = [u[i] as number, u[i + 1] as number, u[i + 2] as number, u[i + 3] as number];
    const [z0, z1, z2, z3] = [z[i] as number, z[i + 1] as number, z[i + 2] as number, z[i + 3] as number];
    const [n0, n1, n2, n3] = [next[i] as number, next[i + 1] as number, next[i + 2] as number, next[i + 3] as number];
    const [r0, r1, r2, r3] = [i * columns, (i + 1) * columns, (i + 2) * columns, (i + 3) * columns];
    for (let j = k + 1; j < columns; j++) {
      const wj = w[j] as number;
      const vj = v[j] as number;
      const a0 = (values[r0 + j] as number) - u0 * wj - z0 * vj;
      const a1 = (values[r1 + j] as number) - u1 * wj - z1 * vj;
      const a2 = (values[r2 + j] as number) - u2 * wj - z2 * vj;
      const a3 = (values[r3 + j] as number) - u3 * wj - z3 * vj;
      values[r0 + j] = a0;
      values[r1 + j] = a1;
      values[r2 + j] = a2;
      values[r3 + j] = a3;
      product[j] = (product[j] as number) + n0 * a0 + n1 * a1 + n2 * a2 + n3 * a3;
    }
  }
  for (let j = k + 1; j < columns; j++) product[j] = tau * (product[j] as number);
  return product;
}

/** `τ (A v - u wᵀv)` below row k. */
function multiply(
  { values, paddedRows, columns }: State,
  k: number,
  { u, w, v }: Omit<Change, "z">,
  tau: number,
): Float64Array {
  let along = 0;
  for (let j = k + 1; j < columns; j++) along += (w[j] as number) * (v[j] as number);
  const z = new Float64Array(paddedRows);
  for (let i = 4 * Math.floor((k + 1) / 4); i < paddedRows; i += 4) {
    const [r0, r1, r2, r3] = [i * columns, (i + 1) * columns, (i + 2) * columns, (i + 3) * columns];
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let j = k + 1; j < columns; j++) {
      const vj = v[j] as number;
      s0 += (values[r0 + j] as number) * vj;
      s1 += (values[r1 + j] as number) * vj;
      s2 += (values[r2 + j] as number) * vj;
      s3 += (values[r3 + j] as number) * vj;
    }
    for (const [row, sum] of [s0, s1, s2, s3].entries()) z[i + row] = tau * (sum - (u[i + row] as number) * along);
  }
  return z.fill(0, 0, k + 1);
}
