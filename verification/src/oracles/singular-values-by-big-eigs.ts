import { type BigNumber, bignumberDependencies, create } from "mathjs";
import { type Rows, sizeOf, transposed } from "../arbitraries/rows.ts";
import { scaledToOne } from "./scaled-to-one.ts";

const math = create(bignumberDependencies ?? {}, { number: "BigNumber", precision: 64 });
const bignumber = (x: number | string): BigNumber => math.bignumber(x);

/** Off-diagonal entries below this times the trace are zero: six digits above the roundings of 64. */
const NEGLIGIBLE = bignumber("1e-58");

/** Convergence is quadratic and takes about eight sweeps; without an end a mistake in the stopping rule would hang. */
const MAX_SWEEPS = 60;

/**
 * Singular values by the eigenvalues of the smaller Gram matrix in 64 decimal digits: an oracle for small hard matrices,
 * such as those of condition 1e7 or of near-equal values. Some hundredths of a second for 8 rows, growing as their cube.
 *
 * The eigenvalues are those of cyclic Jacobi rotations in the arithmetic of mathjs, and not of its `eigs`: that compares
 * BigNumbers as text when it looks for the largest entry, and stops too early (four digits for 8 × 8 in mathjs 15.2).
 *
 * An eigenvalue is right to `n 1e-58 tr G <= n² 1e-58 σ₁²`. So a singular value is right to the last rounding of float64
 * where it exceeds `1e-20 σ₁`, and to `n 1e-29 σ₁` where it does not.
 *
 * @param matrix - rows, at least one row and one column, finite
 * @returns the `min(rows, columns)` singular values, largest first
 * @throws RangeError if the matrix is none, or holds an entry that is not finite
 *
 * @example
 * ```ts
 * import { singularValuesByBigEigs } from "@lipschitz-gan/verification";
 *
 * singularValuesByBigEigs([[0, 3], [-4, 0]]); // => [4, 3]
 * ```
 * @see Golub & Van Loan (2013), Matrix Computations, 4th ed., section 8.5 (Jacobi)
 */
export function singularValuesByBigEigs(matrix: Rows): number[] {
  const { scale, entries } = scaledToOne("singularValuesByBigEigs", matrix);
  const [rows, columns] = sizeOf(entries);
  const vectors = (rows <= columns ? entries : transposed(entries)).map((row) => row.map(bignumber));
  const gram = vectors.map((a) => vectors.map((b) => sum(a.map((x, i) => x.times(b[i] ?? Number.NaN)))));
  return eigenvalues(gram)
    .map((value) => (value.isNegative() ? 0 : value.sqrt().toNumber() * scale))
    .toSorted((a, b) => b - a);
}

/** Eigenvalues of a symmetric positive semidefinite matrix, which is overwritten. */
function eigenvalues(gram: BigNumber[][]): BigNumber[] {
  const diagonal = (): BigNumber[] => gram.map((row, i) => entry(row, i));
  const negligible = NEGLIGIBLE.times(sum(diagonal()));
  for (let sweeps = 0; rotateAll(gram, negligible); sweeps++) {
    if (sweeps > MAX_SWEEPS) throw new Error(`singularValuesByBigEigs: expected to converge in ${MAX_SWEEPS} sweeps`);
  }
  return diagonal();
}

/** Rotates every pair once; tells whether any was not yet orthogonal. */
function rotateAll(gram: BigNumber[][], negligible: BigNumber): boolean {
  let hasRotated = false;
  for (let i = 0; i < gram.length; i++) {
    for (let j = i + 1; j < gram.length; j++) {
      if (entry(gram[i], j).abs().lte(negligible)) continue;
      rotate(gram, i, j);
      hasRotated = true;
    }
  }
  return hasRotated;
}

/** `JᵀGJ` with the rotation J in the plane (i, j) that makes its entry (i, j) zero. */
function rotate(gram: BigNumber[][], i: number, j: number): void {
  const one = bignumber(1);
  const zeta = entry(gram[j], j).minus(entry(gram[i], i)).div(entry(gram[i], j).times(2));
  const root = zeta.times(zeta).plus(one).sqrt();
  const tangent = (zeta.isNegative() ? one.negated() : one).div(zeta.abs().plus(root));
  const cosine = one.div(tangent.times(tangent).plus(one).sqrt());
  const sine = cosine.times(tangent);
  for (const row of gram) rotatePair(row, i, j, cosine, sine);
  const [above = [], below = []] = [gram[i], gram[j]];
  for (const k of gram.keys()) {
    const pair = [entry(above, k), entry(below, k)];
    rotatePair(pair, 0, 1, cosine, sine);
    above[k] = entry(pair, 0);
    below[k] = entry(pair, 1);
  }
}

function rotatePair(row: BigNumber[], i: number, j: number, cosine: BigNumber, sine: BigNumber): void {
  const [x, y] = [entry(row, i), entry(row, j)];
  row[i] = cosine.times(x).minus(sine.times(y));
  row[j] = sine.times(x).plus(cosine.times(y));
}

function entry(row: readonly BigNumber[] | undefined, i: number): BigNumber {
  return row?.[i] ?? bignumber(Number.NaN);
}

function sum(terms: readonly BigNumber[]): BigNumber {
  return terms.reduce((total, term) => total.plus(term), bignumber(0));
}
