import { gramOf } from "./gram.ts";
import { isGramBelow } from "./is-gram-below.ts";
import type { Vectors } from "./vectors.ts";

/**
 * Whether it is proven that the spectral norm of a matrix is at most `bound`.
 *
 * True is a proof, for all finite numbers: it is said only if the Cholesky factorisation of `(bound² − c) I − A A*` completes in
 * floating point, where c covers every rounding error. False means that the norm is above the bound, or within about
 * 1e-9 of it.
 *
 * @param vectors - the rows or columns of the matrix, whichever are fewer
 * @param bound - the bound, a number >= 0
 * @returns true only if the norm is at most `bound`
 * @internal
 */
export function isNormBelow(vectors: Vectors, bound: number): boolean {
  return isGramBelow(gramOf(vectors), bound);
}
