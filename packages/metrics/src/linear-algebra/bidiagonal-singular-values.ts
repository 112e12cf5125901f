import type { Bidiagonal } from "./bidiagonalize.ts";

/**
 * The singular values of an upper bidiagonal matrix, by implicit QR sweeps.
 *
 * A sweep is a step of the QR algorithm on BᵀB that never forms it: plane rotations chase a bulge down the diagonals. Its
 * shift is the smaller singular value of the last 2 × 2 block, or 0 where that is nearly 0 beside the block, because an
 * unshifted sweep finds small and zero values to their own precision. A superdiagonal entry counts as 0, and parts the
 * matrix in two, once it is at most `2^-51 (|dᵢ| + |dᵢ₊₁|)` or 2^-400: dropping it moves no value by more than its size.
 * Blocks that are larger at their lower end are turned around first, since sweeps converge towards that end.
 *
 * @param bidiagonal - both diagonals of a matrix whose largest entry is about 1; they are left as they are
 * @returns n values >= 0 in falling order
 * @throws Error if more than 30 sweeps a value are needed, where two or three are usual
 * @see Demmel & Kahan (1990), Accurate singular values of bidiagonal matrices, the implicit zero-shift QR, https://doi.org/10.1137/0911052
 * @see Golub & Van Loan (2013), Matrix Computations, 4th ed., section 8.6
 * @internal
 */
export function bidiagonalSingularValues(bidiagonal: Bidiagonal): Float64Array {
  const matrix = { diagonal: bidiagonal.diagonal.slice(), superdiagonal: bidiagonal.superdiagonal.slice() };
  const most = maxSweepsPerValue * matrix.diagonal.length;
  let [first, last] = [-1, -1];
  for (let sweeps = 0; sweeps <= most; sweeps++) {
    const block = lastBlock(matrix);
    if (block === undefined) return matrix.diagonal.map(Math.abs).toSorted().reverse();
    if (block.first !== first || block.last !== last) {
      [first, last] = [block.first, block.last];
      turnAround(matrix, first, last);
    }
    sweep(matrix, first, last, shiftOf(matrix, first, last));
  }
  throw new Error(`singularValues: expected to converge in ${most} sweeps for ${matrix.diagonal.length} values`);
}

const maxSweepsPerValue = 30;

/** First and last index of the last block whose superdiagonal does not count as 0; `undefined` if none is left. */
function lastBlock({ diagonal: d, superdiagonal: e }: Bidiagonal): { first: number; last: number } | undefined {
  // Reads of typed arrays are `as number` in this file: indices are in range by construction.
  const isNegligible = (i: number): boolean => {
    const size = Math.abs(e[i] as number);
    return size <= 2 ** -51 * (Math.abs(d[i] as number) + Math.abs(d[i + 1] as number)) || size <= 2 ** -400;
  };
  let last = d.length - 1;
  while (last > 0 && isNegligible(last - 1)) last -= 1;
  if (last === 0) return undefined;
  let first = last - 1;
  while (first > 0 && !isNegligible(first - 1)) first -= 1;
  return { first, last };
}

/** Reverses a block whose last diagonal entry is larger than its first: both orders have the same singular values. */
function turnAround({ diagonal: d, superdiagonal: e }: Bidiagonal, first: number, last: number): void {
  if (Math.abs(d[first] as number) >= Math.abs(d[last] as number)) return;
  d.subarray(first, last + 1).reverse();
  e.subarray(first, last).reverse();
}

/** The shift of the next sweep; 0 where its square is below rounding of the first entry's, or an entry is nearly 0. */
function shiftOf({ diagonal: d, superdiagonal: e }: Bidiagonal, first: number, last: number): number {
  let [smallest, largest] = [Infinity, 0];
  for (let i = first; i <= last; i++) {
    const size = Math.abs(d[i] as number);
    smallest = Math.min(smallest, size);
    largest = Math.max(largest, size, i < last ? Math.abs(e[i] as number) : 0);
  }
  if (smallest <= 2 ** -53 * largest) return 0;
  const shift = smallerSingularValue(d[last - 1] as number, e[last - 1] as number, d[last] as number);
  return (shift / (d[first] as number)) ** 2 < 2 ** -53 ? 0 : shift;
}

/** The smaller singular value of `[[f, g], [0, h]]`, `|f h|` over the larger one, f and h not 0. */
function smallerSingularValue(f: number, g: number, h: number): number {
  const larger = (Math.hypot(Math.abs(f) + Math.abs(h), g) + Math.hypot(Math.abs(f) - Math.abs(h), g)) / 2;
  return Math.abs(f) * (Math.abs(h) / larger);
}

/** One sweep from the first to the last index of a block. */
function sweep({ diagonal: d, superdiagonal: e }: Bidiagonal, first: number, last: number, shift: number): void {
  if (shift === 0) {
    sweepUnshifted(d, e, first, last);
    return;
  }
  const start = d[first] as number;
  let f = (Math.abs(start) - shift) * (Math.sign(start) + shift / start);
  let g = e[first] as number;
  for (let i = first; i < last; i++) {
    const [c, s, r] = rotation(f, g);
    if (i > first) e[i - 1] = r;
    f = c * (d[i] as number) + s * (e[i] as number);
    const above = c * (e[i] as number) - s * (d[i] as number);
    const below = c * (d[i + 1] as number);
    const [c2, s2, r2] = rotation(f, s * (d[i + 1] as number));
    d[i] = r2;
    f = c2 * above + s2 * below;
    d[i + 1] = c2 * below - s2 * above;
    if (i + 1 < last) {
      g = s2 * (e[i + 1] as number);
      e[i + 1] = c2 * (e[i + 1] as number);
    }
  }
  e[last - 1] = f;
}

/** The sweep with shift 0, without the subtractions that would cost small values their precision. */
function sweepUnshifted(d: Float64Array, e: Float64Array, first: number, last: number): void {
  let [c, oldC, oldS] = [1, 1, 0];
  for (let i = first; i < last; i++) {
    const [nextC, s, r] = rotation((d[i] as number) * c, e[i] as number);
    if (i > first) e[i - 1] = oldS * r;
    const [c2, s2, r2] = rotation(oldC * r, (d[i + 1] as number) * s);
    d[i] = r2;
    [c, oldC, oldS] = [nextC, c2, s2];
  }
  const end = (d[last] as number) * c;
  d[last] = end * oldC;
  e[last - 1] = end * oldS;
}

/** Cosine, sine and r with `[[c, s], [-s, c]] [f, g] = [r, 0]`. */
function rotation(f: number, g: number): readonly [number, number, number] {
  if (g === 0) return [1, 0, f];
  const squares = f * f + g * g;
  // The square root is several times as fast, but loses digits where squares underflow.
  const r = squares > 2 ** -900 ? Math.sqrt(squares) : Math.hypot(f, g);
  return [f / r, g / r, r];
}
