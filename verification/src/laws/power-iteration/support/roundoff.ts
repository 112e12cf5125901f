import * as tf from "@tensorflow/tfjs-core";
import { type Rows, sizeOf, squareSum } from "../../../arbitraries/rows.ts";
import { scaledToOne } from "../../../oracles/scaled-to-one.ts";
import { tiny32, u32 } from "../../weights/rounding.ts";
import { absolute, bilinear } from "./float64.ts";

/**
 * How many `u` a division is off by at most: correctly rounded wherever IEEE 754 holds; 2.5 ulp, an ulp being `2u`, in
 * WGSL.
 *
 * @see https://www.w3.org/TR/WGSL/#concrete-float-accuracy
 */
export function divisionRoundings(): number {
  return tf.getBackend() === "webgpu" ? 5 : 1;
}

/** How many `u` a square root is off by at most; in WGSL it is `1 / inverseSqrt(x)`, 2 ulp and a division. */
export function rootRoundings(): number {
  return tf.getBackend() === "webgpu" ? 9 : 1;
}

/** Whether results below 2^-126 may be taken for zero, as WGSL allows. */
export function mayFlushSubnormals(): boolean {
  return tf.getBackend() === "webgpu";
}

/** `γ_n = n u / (1 - n u)`: the relative error of n roundings of float32. */
export function gamma(n: number): number {
  return (n * u32) / (1 - n * u32);
}

/**
 * By how much the norm of a normalised vector of n entries may differ from 1.
 *
 * `y = s / fl(|s|)` for a vector s of floats (whatever roundings have made it): of the sum of squares, each term carries one
 * rounding of its own and at most n - 1 of the sum, which the root halves; then the root's own, and the division's.
 */
export function normRoundoff(n: number): number {
  return gamma(n / 2 + rootRoundings() + divisionRoundings());
}

/**
 * What one half of a round, `y = Wx` or `Wᵀx` and its normalisation, may turn a vector by: the norm of its error, for `|x| = 1`,
 * over σ₁.
 *
 * Every entry of the product has at most k = max(rows, columns) terms, so the error is at most `γ_k |W| |x|`, of norm
 * `γ_k |W|_F` at most. Products that underflow add 2^-150 each. Normalising divides every entry twice (by the largest and
 * by the norm); what the two divisors are off by is common to all entries and turns nothing.
 *
 * @param matrix - W
 * @param sigma1 - its largest singular value, positive
 */
export function halfRoundError(matrix: Rows, sigma1: number): number {
  const [rows, columns] = sizeOf(matrix);
  const longest = Math.max(rows, columns);
  const underflow = (Math.sqrt(rows * columns) * Math.sqrt(longest) * tiny32) / sigma1;
  return gamma(longest) * frobeniusOver(matrix, sigma1) + underflow + gamma(2 * divisionRoundings());
}

/**
 * By how much a computed `|uᵀWv|` may differ from that of the same vectors in exact arithmetic.
 *
 * Of each of its terms, `v_j w_ij` takes part in one product and at most n - 1 sums, and is then multiplied by u_i and takes
 * part in at most m - 1 sums: m + n roundings, so `γ_{m+n} |u|ᵀ|W||v|`. Products that underflow add 2^-150 each: n for
 * every u_i, and one more.
 *
 * @param matrix - W
 * @param u - left vector
 * @param v - right vector
 */
export function estimateError(matrix: Rows, u: ArrayLike<number>, v: ArrayLike<number>): number {
  const [rows, columns] = sizeOf(matrix);
  const terms = bilinear(absolute(matrix), Array.from(u, Math.abs), Array.from(v, Math.abs));
  return gamma(rows + columns) * terms + underflowOfEstimate(rows, columns);
}

/** {@link estimateError} for any unit vectors, over σ₁. */
export function worstEstimateError(matrix: Rows, sigma1: number): number {
  const [rows, columns] = sizeOf(matrix);
  return (
    gamma(rows + columns) * frobeniusOver(matrix, sigma1) * (1 + normsRoundoff(matrix)) +
    underflowOfEstimate(rows, columns) / sigma1
  );
}

/** By how much the product of the norms of u and v may differ from 1. */
export function normsRoundoff(matrix: Rows): number {
  const [rows, columns] = sizeOf(matrix);
  return (1 + normRoundoff(rows)) * (1 + normRoundoff(columns)) - 1;
}

/**
 * By how much `|u w v|` may be off for a matrix of one entry w, relative to it: not at all where a number over itself is 1,
 * else by what the two normalisations and the two products are off.
 */
export function oneEntryError(): number {
  return divisionRoundings() === 1 ? 0 : normsRoundoff([[1]]) + gamma(2);
}

function underflowOfEstimate(rows: number, columns: number): number {
  return (Math.sqrt(rows) * columns + rows) * tiny32;
}

/** `|W|_F / σ₁`, without squares that over- or underflow. */
function frobeniusOver(matrix: Rows, sigma1: number): number {
  const { scale, entries } = scaledToOne("roundoff", matrix);
  return Math.sqrt(squareSum(entries)) * (scale / sigma1);
}
