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
 *
 * @example
 * ```ts
 * import { isNormBelow } from "@lipschitz-gan/certificates";
 *
 * const rows = { count: 1, length: 2, re: Float64Array.of(3, 4), im: null };
 * isNormBelow(rows, 5.000001); // => true
 * isNormBelow(rows, 4.999999); // => false
 * ```
 * @see Rump (2006), Verification of positive definiteness, BIT 46, https://doi.org/10.1007/s10543-006-0056-1
 */
export function isNormBelow(vectors: Vectors, bound: number): boolean {
  return isGramBelow(gramOf(vectors), bound);
}
