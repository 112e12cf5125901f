import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Rows } from "../arbitraries/rows.ts";
import { scaledToOne } from "./scaled-to-one.ts";

/** Singular values and vectors in float64, largest first. */
export interface Svd {
  /** `min(rows, columns)` singular values >= 0, largest first. */
  readonly sigmas: readonly number[];
  /** Left singular vectors, one for each value, each of length `rows` and unit norm. */
  readonly left: Rows;
  /** Right singular vectors, one for each value, each of length `columns` and unit norm. */
  readonly right: Rows;
}

/**
 * Singular values and vectors by ml-matrix (Golub and Kahan's bidiagonalisation and QR steps, as in JAMA), of the matrix
 * divided by a power of two, so that huge and subnormal entries do no harm.
 *
 * @param matrix - rows, at least one row and one column, finite
 * @returns values and vectors, `W = Σ σᵢ uᵢ vᵢᵀ`
 * @throws RangeError if the matrix is none, or holds an entry that is not finite
 *
 * @example
 * ```ts
 * import { svd } from "@lipschitz-gan/verification";
 *
 * svd([[0, 3], [-4, 0]]).sigmas; // => [4, 3]
 * ```
 * @see Golub & Van Loan (2013), Matrix Computations, 4th ed., section 8.6
 */
export function svd(matrix: Rows): Svd {
  const { scale, entries } = scaledToOne("svd", matrix);
  const found = new SingularValueDecomposition(new Matrix(entries), { autoTranspose: true });
  const left = found.leftSingularVectors.transpose().to2DArray();
  const right = found.rightSingularVectors.transpose().to2DArray();
  return { sigmas: found.diagonal.map((sigma) => sigma * scale), left, right };
}

/**
 * The norm of the projection of a vector onto the span of the leading left singular vectors, those with
 * `σ >= σ₁ (1 - within)`: for a unit vector, the cosine of its angle to that span.
 *
 * @param of - the decomposition
 * @param u - a vector of length `rows`
 * @param options - `within`: relative distance from σ₁ up to which a value counts as leading; 1e-12 if not given, since
 *   equal values come out of the decomposition some roundings apart
 * @returns a number from 0 to the norm of u, but for rounding
 * @throws RangeError if the length of u is not that of the left vectors
 *
 * @example
 * ```ts
 * import { leadingProjection, svd } from "@lipschitz-gan/verification";
 *
 * const identity = svd([[1, 0], [0, 1]]);
 * leadingProjection(identity, [0.6, 0.8]); // => ~1
 * ```
 */
export function leadingProjection(
  of: Svd,
  u: ArrayLike<number>,
  { within = 1e-12 }: { readonly within?: number } = {},
): number {
  const leading = of.left.filter((_, i) => (of.sigmas[i] ?? Number.NaN) >= (of.sigmas[0] ?? Number.NaN) * (1 - within));
  return Math.hypot(
    ...leading.map((vector) => {
      if (vector.length !== u.length) {
        throw new RangeError(`leadingProjection: u must have length ${vector.length}, received ${u.length}`);
      }
      return vector.reduce((sum, x, i) => sum + x * (u[i] ?? Number.NaN), 0);
    }),
  );
}
