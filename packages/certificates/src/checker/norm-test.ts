import { demand, gamma, spend, UNIT, up, type Work } from "./rounding.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/** `Σ x_k y_k` over n entries from positions i and j on. */
export function dot(x: Float64Array, i: number, y: Float64Array, j: number, n: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  for (; k + 3 < n; k += 4) {
    a += (x[i + k] as number) * (y[j + k] as number);
    b += (x[i + k + 1] as number) * (y[j + k + 1] as number);
    c += (x[i + k + 2] as number) * (y[j + k + 2] as number);
    d += (x[i + k + 3] as number) * (y[j + k + 3] as number);
  }
  for (; k < n; k++) a += (x[i + k] as number) * (y[j + k] as number);
  return a + b + (c + d);
}

/**
 * Whether the Cholesky factorisation of a symmetric matrix B runs to its end in float64, all pivots > 0.
 *
 * If it does, B has no eigenvalue below `−κ tr B` with `κ = γ_{n+1} / (1 − γ_{n+1})`, whatever the order of sums: the computed
 * factor has `L Lᵀ = B + E` with `|E_ij| <= κ √(B_ii B_jj)`, whose norm is at most `κ tr B`. Entries that underflow add less than
 * `n (n + 2 + √(max B_ii)) 2^-1074`, and callers leave room for that: it is below {@link FLOOR} + u max B_ii.
 *
 * @param b - the matrix, row by row; only the lower triangle is read, and it is overwritten
 * @param n - number of rows
 * @returns true if it does
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., theorems 10.3 and 10.5
 * @see Rump (2006), Verification of positive definiteness, BIT 46, 433-452
 * @internal
 */
export function choleskyCompletes(b: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      b[i * n + j] = ((b[i * n + j] as number) - dot(b, i * n, b, j * n, j)) / (b[j * n + j] as number);
    }
    const pivot = (b[i * n + i] as number) - dot(b, i * n, b, i * n, i);
    if (!(pivot > 0 && pivot < Infinity)) return false; // not a number, either
    b[i * n + i] = Math.sqrt(pivot);
  }
  return true;
}

/** κ of {@link choleskyCompletes}. */
export function choleskyError(n: number): number {
  return up(gamma(n + 1) / (1 - gamma(n + 1)));
}

/** More than all that can underflow in a test of fewer than 2^14 rows of fewer than 2^50 entries; see {@link choleskyCompletes}. */
export const FLOOR: number = 2 ** -900;

/**
 * Vectors of real or complex numbers, as the rows of a matrix A.
 *
 * @internal
 */
export interface Vectors {
  readonly count: number;
  /** Number of entries of each. */
  readonly length: number;
  readonly isComplex: boolean;
  /** One vector after the other; of a complex one all real parts, then all imaginary parts. */
  readonly values: Float64Array;
}

/**
 * Whether it is proven that the spectral norm of A is at most `bound`; false does not mean that it is larger.
 *
 * `‖A‖ <= μ` holds exactly where `μ² I − A A*` is positive semidefinite. A complex matrix X + iY has the norm of the real one
 * `[[X, −Y], [Y, X]]`, whose products of rows are the real and imaginary parts of `A A*`; so take A as real with N rows of length
 * m (both twice those of a complex one). The products have `|H − A Aᵀ| <= γ_m |A||A|ᵀ` in each entry, a matrix of norm
 * `γ_m ‖A‖_F²` at most. So if Cholesky completes for `B = (μ² − c) I − H` with
 *
 * `c >= γ_m ‖A‖_F² + κ tr B + 4u μ²`,
 *
 * where the last term is for the roundings of `μ²`, of `μ² − c` and of the diagonal of B, then `μ² I − A Aᵀ` is positive semidefinite.
 * The factor 1.1 covers the roundings of c itself, and {@link FLOOR} what underflows. Bounds above the Frobenius norm, or above the root of
 * the largest sums of a row and of a column, need no test.
 *
 * @param vectors - the rows of A, along its smaller side for speed
 * @param bound - μ
 * @param work - is charged for it
 * @returns true only if it is proven
 * @internal
 */
export function isNormBelow(vectors: Vectors, bound: number, work: Work): boolean {
  const { count, length, isComplex } = vectors;
  const n = isComplex ? 2 * count : count;
  const m = isComplex ? 2 * length : length;
  if (!(bound >= 0)) return false;
  if (frobeniusUp(vectors.values) <= bound || (!isComplex && sumNormsUp(vectors) <= bound)) return true;
  demand(count < 2 ** 13, () => `a matrix must have fewer than 8192 rows or columns to be tested, received ${count}`);
  spend(work, (count * (count + 1) * m) / (isComplex ? 1 : 2) + (n * n * (n + 6)) / 6);
  const mu = Math.min(bound, 2 ** 400); // its square is finite
  const b = negativeProducts(vectors, n);
  let trace = 0;
  for (let i = 0; i < n; i++) trace -= b[i * n + i] as number;
  if (trace === 0) return false; // all squares underflowed
  const square = mu * mu;
  const c =
    1.1 * (gamma(m + 1) * trace + choleskyError(n) * Math.max(0, n * square - trace) + 8 * UNIT * square) +
    1.1 * choleskyError(n) * gamma(m + n) * (trace + n * square) +
    FLOOR;
  for (let i = 0; i < n; i++) b[i * n + i] = square - c + (b[i * n + i] as number);
  return choleskyCompletes(b, n);
}

/** The lower triangle of `−A Aᵀ`, of a complex A for the real matrix of twice its size. */
function negativeProducts({ count, length, isComplex, values }: Vectors, n: number): Float64Array {
  const b = new Float64Array(n * n);
  const stride = isComplex ? 2 * length : length;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const re = -dot(values, i * stride, values, j * stride, stride);
      b[i * n + j] = re;
      if (!isComplex) continue;
      b[(count + i) * n + count + j] = re;
      const im =
        dot(values, i * stride, values, j * stride + length, length) -
        dot(values, i * stride + length, values, j * stride, length);
      b[(count + i) * n + j] = im;
      b[(count + j) * n + i] = -im; // the imaginary part is antisymmetric
    }
  }
  return b;
}

/**
 * The rows of a matrix of real numbers, or its columns if those are fewer.
 *
 * @internal
 */
export function shorterSide(values: Float64Array, rows: number, columns: number): Vectors {
  if (rows <= columns) return { count: rows, length: columns, isComplex: false, values };
  const turned = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = values[i * columns + j] as number;
  }
  return { count: columns, length: rows, isComplex: false, values: turned };
}

/** At least `√(‖A‖₁ ‖A‖_∞)`, the largest sums of sizes in a row and in a column; no smaller than the spectral norm. */
function sumNormsUp({ count, length, values }: Vectors): number {
  const columns = new Float64Array(length);
  let largest = 0;
  for (let i = 0; i < count; i++) {
    let row = 0;
    for (let j = 0; j < length; j++) {
      const size = Math.abs(values[i * length + j] as number);
      row += size;
      columns[j] = (columns[j] as number) + size;
    }
    largest = Math.max(largest, row);
  }
  const widest = columns.reduce((most, sum) => Math.max(most, sum), 0);
  return up(Math.sqrt(largest) * Math.sqrt(widest) * (1 + gamma(count + length)));
}

/** At least `√(Σ xs²)`, over any number of entries; `n + 2` roundings, and squares that underflow. */
export function frobeniusUp(xs: ArrayLike<number>): number {
  let sum = 0;
  let largest = 0;
  for (let i = 0; i < xs.length; i++) {
    const x = Math.abs(xs[i] as number);
    sum += x * x;
    largest = Math.max(largest, x);
  }
  if (largest === 0) return 0;
  return up(Math.sqrt(sum * (1 + gamma(xs.length + 2))) + Math.sqrt(xs.length) * 2 ** -536);
}
