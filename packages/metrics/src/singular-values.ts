import { ShapeError } from "@lipschitz-gan/core";

/**
 * All singular values of a matrix, in float64, by one-sided Jacobi rotations.
 *
 * The shorter side's vectors are rotated in pairs until all are orthogonal; their lengths are then the singular values,
 * each right to a few roundings of the largest. Work grows as `max · min²` per sweep, with some ten sweeps: seconds for
 * 256 × 2 304, and eight times that for twice the size each way.
 *
 * @param matrix - entries row by row, length `rows · columns`, finite
 * @param rows - number of rows, an integer >= 1
 * @param columns - number of columns, an integer >= 1
 * @returns `min(rows, columns)` values >= 0 in falling order, in the unit of the entries
 * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if the length is not `rows · columns`
 * @throws RangeError if rows or columns is not an integer >= 1 or an entry is not finite
 *
 * @example
 * ```ts
 * import { singularValues } from "@lipschitz-gan/metrics";
 *
 * Array.from(singularValues([0, 3, -4, 0], 2, 2)); // => [4, 3]
 * ```
 * @see Golub & Van Loan (2013), Matrix Computations, 4th ed., section 8.6.3 (one-sided Jacobi, Hestenes 1958)
 */
export function singularValues(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const [scale, vectors] = scaledVectors(matrix, rows, columns);
  let sweeps = 0;
  while (sweep(vectors)) {
    sweeps += 1;
    if (sweeps > maxSweeps) throw new Error(`singularValues: expected to converge in ${maxSweeps} sweeps`);
  }
  return Float64Array.from(vectors, (vector) => scale * Math.sqrt(dot(vector, vector))).toSorted((a, b) => b - a);
}

/** Convergence is quadratic and takes about ten sweeps; without an end a mistake in the stopping rule would hang. */
const maxSweeps = 60;

/** Checks the matrix and cuts it into its rows or columns, whichever are fewer, divided by a power of two. */
function scaledVectors(matrix: ArrayLike<number>, rows: number, columns: number): [number, Float64Array[]] {
  for (const [name, value] of Object.entries({ rows, columns })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw new RangeError(`singularValues: ${name} must be an integer >= 1, received ${value}`);
    }
  }
  if (matrix.length !== rows * columns) {
    throw new ShapeError("singularValues", `[${rows * columns}] for ${rows} × ${columns} entries`, [matrix.length]);
  }
  let largest = 0;
  for (let i = 0; i < matrix.length; i++) {
    const size = Math.abs(matrix[i] ?? NaN);
    if (!Number.isFinite(size)) {
      throw new RangeError(`singularValues: every entry must be finite, received ${matrix[i]} at ${i}`);
    }
    largest = Math.max(largest, size);
  }
  // Squares of entries in [-2, 2] neither overflow nor matter when they underflow; a power of two rounds nothing.
  const scale = largest === 0 ? 1 : 2 ** Math.min(1023, Math.max(-1022, Math.floor(Math.log2(largest))));
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const [major, minor] = rows <= columns ? [columns, 1] : [1, columns];
  const vectors = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length }, (__, j) => (matrix[i * major + j * minor] ?? NaN) / scale),
  );
  return [scale, vectors];
}

/** Rotates every pair once; tells whether any was not yet orthogonal to rounding. */
function sweep(vectors: readonly Float64Array[]): boolean {
  let hasRotated = false;
  for (const [i, p] of vectors.entries()) {
    for (const q of vectors.slice(i + 1)) {
      if (orthogonalize(p, q)) hasRotated = true;
    }
  }
  return hasRotated;
}

/**
 * Makes two vectors orthogonal by a plane rotation, which leaves the singular values as they are.
 *
 * Rounding makes a cosine of up to `length · 2^-53` of 0 in the dot product, and a few more in the rotation, so a pair
 * within `(length + 8) · 2^-52` is left alone; that is also why sweeps come to an end. A product below 2^-500, where
 * the largest entry is about 1, is left alone too: it moves no value by more than 2^-250, and the squares of vectors
 * so short would underflow.
 */
function orthogonalize(p: Float64Array, q: Float64Array): boolean {
  const [pp, qq, pq] = [dot(p, p), dot(q, q), dot(p, q)];
  const negligible = Math.max((p.length + 8) * 2 ** -52 * Math.sqrt(pp) * Math.sqrt(qq), 2 ** -500);
  if (Math.abs(pq) <= negligible) return false;
  const zeta = (qq - pp) / (2 * pq);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (let j = 0; j < p.length; j++) {
    const [x, y] = [p[j] ?? NaN, q[j] ?? NaN];
    p[j] = cosine * x - sine * y;
    q[j] = sine * x + cosine * y;
  }
  return true;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += (x[j] ?? NaN) * (y[j] ?? NaN);
  return sum;
}
