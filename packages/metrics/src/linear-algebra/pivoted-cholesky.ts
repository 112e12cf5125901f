import { addProduct } from "./add-product.ts";
import type { SquareRootFactor } from "./linear-algebra.ts";

/**
 * Cholesky factor of a positive semi-definite matrix with diagonal pivoting, rank-revealing.
 *
 * Each step takes the largest diagonal entry p of what is left, S, and splits off the row `S[p, :] / √S[p, p]`, whose
 * square clears row and column p; it stops where that entry is <= tolerance. Then `|S[i, j]| <= tolerance` everywhere,
 * because S is semi-definite. Rows are split off 64 at a time and what is left is then updated and closed up, so that the
 * cubic part, `size³ / 6` multiplications, is one {@link addProduct}.
 *
 * The computed rows are exact for a matrix whose entries differ by at most `(rank + 1) · u · √(Aᵢᵢ Aⱼⱼ)`, to first order
 * in u = 2^-53, plus the rest S.
 *
 * @param matrix - symmetric, `size · size` entries; only those on and right of the diagonal are read
 * @param size - number of rows
 * @param tolerance - what counts as 0 on the diagonal
 * @returns rows in the order of the matrix's own indices
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., theorem 10.3 (the error) and section 10.3 (pivoting)
 * @see Lucas (2004), LAPACK-Style Codes for Level 2 and 3 Pivoted Cholesky Factorizations, LAPACK Working Note 161 (the same stopping rule)
 * @internal
 */
export function pivotedCholesky(matrix: Float64Array, size: number, tolerance: number): SquareRootFactor {
  const rows = new Float64Array(size * size);
  let rank = 0;
  let rest: Rest = { values: matrix.slice(), indices: Int32Array.from({ length: size }, (_, i) => i) };
  while (rest.indices.length > 0) {
    const panel = splitOff(rest, tolerance);
    for (let k = 0; k < panel.depth; k++) scatter(panel, k, rest.indices, rows.subarray((rank + k) * size));
    rank += panel.depth;
    if (panel.isLast) break;
    rest = closeUp(rest, panel);
  }
  return { rows: rows.slice(0, rank * size), rank };
}

/** What is left of the matrix: a smaller one, and the index in the matrix of each of its rows. */
interface Rest {
  readonly values: Float64Array;
  readonly indices: Int32Array;
}

/** Rows split off the rest, column by column: entry k of column i is at `i · width + k`. */
interface Panel {
  readonly values: Float64Array;
  readonly width: number;
  readonly depth: number;
  /** Whether each row of the rest was a pivot. */
  readonly isTaken: Uint8Array;
  readonly isLast: boolean;
}

const panelWidth = 64;

function splitOff(rest: Rest, tolerance: number): Panel {
  const size = rest.indices.length;
  const width = Math.min(panelWidth, size);
  const values = new Float64Array(size * width);
  const isTaken = new Uint8Array(size);
  const diagonal = Float64Array.from({ length: size }, (_, i) => rest.values[i * size + i] as number);
  let depth = 0;
  while (depth < width) {
    const pivot = largestLeft(diagonal, isTaken);
    if (!((diagonal[pivot] as number) > tolerance)) return { values, width, depth, isTaken, isLast: true };
    eliminate(rest, values, width, depth, pivot, diagonal, isTaken);
    depth += 1;
  }
  return { values, width, depth, isTaken, isLast: depth === size };
}

/** The first of the largest diagonal entries that are left, of which there is at least one. */
function largestLeft(diagonal: Float64Array, isTaken: Uint8Array): number {
  let best = isTaken.indexOf(0);
  for (let i = best + 1; i < diagonal.length; i++) {
    if (isTaken[i] === 0 && (diagonal[i] as number) > (diagonal[best] as number)) best = i;
  }
  return best;
}

/** Splits off row k. Reads of typed arrays are `as number`: indices are in range by construction, and the loop is hot. */
function eliminate(
  rest: Rest,
  panel: Float64Array,
  width: number,
  k: number,
  pivot: number,
  diagonal: Float64Array,
  isTaken: Uint8Array,
): void {
  const size = rest.indices.length;
  const root = Math.sqrt(diagonal[pivot] as number);
  panel[pivot * width + k] = root;
  isTaken[pivot] = 1;
  for (let i = 0; i < size; i++) {
    if (isTaken[i] === 1) continue;
    // Only entries on and right of the diagonal are kept up to date.
    let entry = rest.values[i < pivot ? i * size + pivot : pivot * size + i] as number;
    const [x, y] = [pivot * width, i * width];
    for (let l = 0; l < k; l++) entry -= (panel[x + l] as number) * (panel[y + l] as number);
    entry /= root;
    panel[i * width + k] = entry;
    diagonal[i] = (diagonal[i] as number) - entry * entry;
  }
}

function scatter(panel: Panel, k: number, indices: Int32Array, row: Float64Array): void {
  for (let i = 0; i < indices.length; i++) row[indices[i] as number] = panel.values[i * panel.width + k] as number;
}

/** The rest without the pivots' rows and columns, minus the panel's squares. */
function closeUp(rest: Rest, panel: Panel): Rest {
  const size = rest.indices.length;
  const kept = Int32Array.from(rest.indices.keys()).filter((i) => panel.isTaken[i] === 0);
  const values = new Float64Array(kept.length ** 2);
  const squares = new Float64Array(kept.length * panel.width);
  for (let i = 0; i < kept.length; i++) {
    const from = kept[i] as number;
    for (let j = i; j < kept.length; j++) {
      values[i * kept.length + j] = rest.values[from * size + (kept[j] as number)] as number;
    }
    squares.set(panel.values.subarray(from * panel.width, (from + 1) * panel.width), i * panel.width);
  }
  const rows = { values: squares, stride: panel.width, rows: kept.length };
  addProduct({ values, stride: kept.length, rows: kept.length }, rows, rows, panel.depth, {
    sign: -1,
    upperOnly: true,
  });
  return { values, indices: kept.map((i) => rest.indices[i] as number) };
}
