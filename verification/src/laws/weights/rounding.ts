/** Unit roundoff of float32. */
export const u32: number = 2 ** -24;

/** Unit roundoff of float64. */
export const u64: number = 2 ** -53;

/** Half the distance of subnormal float32: what the rounding of a result costs where it falls below 2^-126. */
export const tiny32: number = 2 ** -150;

/**
 * By how much a singular value from the SVD in float64 may be off, relative to the largest: a small multiple of
 * `(rows + columns) u` for a backward stable decomposition. It is 2 here; constant matrices, whose norm is known, come to
 * 0.6 at most.
 *
 * @param rows - number of rows
 * @param columns - number of columns
 * @see Golub & Van Loan (2013), Matrix Computations, 4th ed., section 8.6
 */
export function svdError(rows: number, columns: number): number {
  return 2 * (rows + columns) * u64;
}

/**
 * How many entries differ: NaN is the same as NaN, and −0 another than 0.
 *
 * @param one - values
 * @param other - values of the same length
 */
export function countDifferent(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let count = Math.abs(one.length - other.length);
  for (let i = 0; i < Math.min(one.length, other.length); i++) if (!Object.is(one[i], other[i])) count++;
  return count;
}
