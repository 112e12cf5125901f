import { addComplexDotProducts, addDotProducts, type DotBlock } from "./internal/dot-products.ts";
import { frobeniusUp, largestMagnitude } from "./internal/frobenius-norm.ts";
import { gammaUp } from "../rounding/gamma-up.ts";
import { scaleOf } from "./internal/power-of-two.ts";
import { lengthUp } from "../rounding/round-up.ts";
import type { Vectors } from "./vectors.ts";

/**
 * The products of all vectors with each other, H = fl(A A*) with the vectors as A's rows; formed once, it answers for any number
 * of bounds whether the norm of A is below.
 *
 * @internal
 */
export interface Gram {
  /** Number of vectors n. */
  readonly count: number;
  /** Lower triangle of H: entry (i, j), j <= i, at `i · count + j`. What lies above means nothing. */
  readonly re: Float64Array;
  /** Imaginary parts; null for real vectors. */
  readonly im: Float64Array | null;
  /** A power of two: H is made of the vectors times this. */
  readonly scale: number;
  /** At least the Frobenius norm of the scaled vectors. */
  readonly frobenius: number;
  /** At least the norm of H − A A*. */
  readonly error: number;
}

/**
 * Forms all products of vectors, with a bound on their rounding.
 *
 * Each entry is a sum of m products for vectors of m entries, so that, in any order of summation,
 * `|Δh_ij| <= γ_m Σ_k |a_ik| |a_jk|`, and since `‖ |A| |A|ᵀ ‖_F <= ‖A‖_F²`, `‖ΔH‖_F <= γ_m ‖A‖_F²`. For complex vectors the real
 * and the imaginary part are sums of 2m products each, and by Cauchy and Schwarz `|re re| + |im im| <= |a_ik| |a_jk|` for each k:
 * `‖ΔH‖_F <= √2 γ_2m ‖A‖_F²`.
 *
 * A is scaled by a power of two first, so that its largest entry is near 1 (at least 2⁻⁷⁴). What underflows then changes an entry of A
 * by 2⁻¹⁰⁷⁵ or a product by as much, and H by less than `n² (8m + 8) 2⁻¹⁰⁷⁴ · 2`, which the two surplus roundings of γ_{m+2} cover:
 * `2u ‖A‖_F² >= 2⁻²⁰⁰`.
 *
 * @param vectors - the vectors
 * @returns their products
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.5, equation (3.13)
 * @internal
 */
export function gramOf(vectors: Vectors): Gram {
  const { count, length } = vectors;
  const largest = Math.max(largestMagnitude(vectors.re), vectors.im === null ? 0 : largestMagnitude(vectors.im));
  const scale = scaleOf(largest);
  const re = scaled(vectors.re, scale);
  const im = vectors.im === null ? null : scaled(vectors.im, scale);
  const frobenius = lengthUp(im === null ? [frobeniusUp(re)] : [re, im].map(frobeniusUp));
  const square = frobenius * frobenius * (1 + 2 ** -50);
  const error = im === null ? gammaUp(length + 2) * square : SQRT_2_UP * gammaUp(2 * length + 2) * square;
  const gram = {
    count,
    re: new Float64Array(count * count),
    im: im === null ? null : new Float64Array(count * count),
    scale,
    frobenius,
    error: error * (1 + 2 ** -50),
  };
  // A piece of all vectors at a time, small enough for the processor's cache.
  const piece = Math.max(32, Math.floor(CACHED_ENTRIES / count));
  for (let first = 0; first < length; first += piece) {
    const block = blockOf(count, length, first, Math.min(length, first + piece));
    if (im === null || gram.im === null) addDotProducts(re, gram.re, block);
    else addComplexDotProducts(re, im, gram.re, gram.im, block);
  }
  return gram;
}

const CACHED_ENTRIES = 2 ** 15;
const SQRT_2_UP: number = Math.SQRT2; // above √2 by 1e-16

function blockOf(count: number, rowLength: number, first: number, last: number): DotBlock {
  return {
    rowLength,
    first,
    last,
    rowsFrom: 0,
    rowsTo: count,
    columnsFrom: 0,
    columnsTo: count,
    width: count,
    sign: 1,
  };
}

function scaled(values: Float64Array, scale: number): Float64Array {
  return scale === 1 ? values : values.map((value) => value * scale);
}
