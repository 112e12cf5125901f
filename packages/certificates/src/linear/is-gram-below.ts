import { choleskyCompletes } from "./internal/cholesky.ts";
import type { Gram } from "./gram.ts";
import { gammaUp } from "../rounding/gamma-up.ts";

/**
 * Whether it is proven that the norm of A is at most `bound`, given the products of its vectors.
 *
 * `‖A‖ <= μ` exactly where `μ² I − A A*` is positive semidefinite. Put B = s I − H with s = fl(μ² − c). If the Cholesky
 * factorisation of B in floating point completes, with factor L, then (Higham, theorem 10.3) `L L* = B + ΔB`,
 * `|ΔB_ij| <= γ_{n+1} ‖l_i‖ ‖l_j‖`, and `‖l_i‖² <= b_ii / (1 − γ_{n+1})` from the diagonal, so that
 * `‖ΔB‖_F <= γ_{n+1} / (1 − γ_{n+1}) · trace B =: κ trace B`, and B has no eigenvalue below −κ trace B. For complex matrices real and imaginary parts
 * are sums of 2j products, `|ΔB_ij| <= √2 γ_{2n+2} ‖l_i‖ ‖l_j‖` by Cauchy and Schwarz, and κ = √2 γ_{2n+2} / (1 − √2 γ_{2n+2}).
 * The diagonal of B has one more rounding, `u b_ii <= u μ²`. Altogether
 *
 * `A A* <= s I + (u μ² + κ trace B + ‖ΔH‖) I`,
 *
 * which is at most `μ² I` for `c >= ‖ΔH‖ + κ trace B + 4u μ²`, roundings in μ² and in `μ² − c` included. Since `b_ii <= μ²`
 * for each i, and B is small where H is large, `trace B` is summed from the diagonal. What underflows in the factorisation is
 * less than `n² (4n + 4) 2⁻¹⁰⁷⁴` in all, and `4u μ² > 2⁻²⁰⁰`, since a bound below the largest entry of A is refused and that entry is
 * 2⁻⁷⁴ at least.
 *
 * @param gram - the products
 * @param bound - μ, in the unit of the vectors
 * @returns true only if the norm is at most `bound`; false may be said for bounds above the norm by a few roundings
 * @see Rump (2006), Verification of positive definiteness, BIT 46, 433-452, https://doi.org/10.1007/s10543-006-0056-1
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., theorems 10.3 and 10.7
 * @internal
 */
export function isGramBelow(gram: Gram, bound: number): boolean {
  return isScaledGramBelow(gram, bound * gram.scale); // exact, unless it is far too small or far too large
}

/**
 * The same for a bound in the unit of the scaled vectors.
 *
 * @internal
 */
export function isScaledGramBelow(gram: Gram, bound: number): boolean {
  if (bound >= gram.frobenius) return true;
  if (!(bound >= LEAST_BOUND)) return false;
  const { count } = gram;
  const square = bound * bound;
  const shift = square - testMargin(gram, bound);
  const re = new Float64Array(count * count);
  const im = gram.im === null ? null : new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let at = i * count; at < i * count + i; at++) re[at] = -(gram.re[at] as number); // in range
    if (im !== null && gram.im !== null) {
      for (let at = i * count; at < i * count + i; at++) im[at] = -(gram.im[at] as number); // in range
    }
    re[i * count + i] = shift - (gram.re[i * count + i] as number);
  }
  return choleskyCompletes(re, im, count);
}

/** Scaled vectors have an entry of 2^-74 at least, so no bound below it can be one. */
const LEAST_BOUND = 2 ** -75;

/**
 * What is taken off the square of a bound for rounding: c above.
 *
 * @param gram - the products
 * @param bound - the bound μ, for the scaled vectors
 * @internal
 */
export function testMargin(gram: Gram, bound: number): number {
  const { count } = gram;
  const square = bound * bound;
  let trace = 0;
  for (let i = 0; i < count; i++) trace += Math.max(0, square - (gram.re[i * count + i] as number)); // in range
  const rounding = gram.im === null ? gammaUp(count + 2) : 1.5 * gammaUp(2 * count + 3); // 1.5 > √2
  const relative = rounding / (1 - rounding);
  // The trace has count roundings of its own.
  return (gram.error + relative * trace * (1 + gammaUp(count + 4)) + 6 * 2 ** -53 * square) * (1 + 2 ** -49);
}
