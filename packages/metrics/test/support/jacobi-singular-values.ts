/**
 * Singular values by one-sided Jacobi rotations: slow, and by quite another way than the code under test.
 *
 * Pairs of rows are rotated until all are orthogonal; their lengths are then the singular values, each right to a few
 * roundings of itself where the rows differ in length only (Golub & Van Loan 2013, section 8.6.3).
 */
export function jacobiSingularValues(matrix: ArrayLike<number>, rows: number, columns: number): number[] {
  const entry = (i: number, j: number): number => matrix[i * columns + j] ?? NaN;
  const vectors =
    rows <= columns
      ? Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (__, j) => entry(i, j)))
      : Array.from({ length: columns }, (_, j) => Array.from({ length: rows }, (__, i) => entry(i, j)));
  for (let sweeps = 0; sweep(vectors); sweeps++) {
    if (sweeps > 60) throw new Error("jacobiSingularValues: expected to converge in 60 sweeps");
  }
  return vectors.map((vector) => Math.sqrt(dot(vector, vector))).toSorted((a, b) => b - a);
}

const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, j) => sum + value * (y[j] ?? NaN), 0);

/** Rotates every pair once; tells whether any was not yet orthogonal to rounding. */
function sweep(vectors: number[][]): boolean {
  let hasRotated = false;
  for (const [i, p] of vectors.entries()) {
    for (const q of vectors.slice(i + 1)) {
      const [pp, qq, pq] = [dot(p, p), dot(q, q), dot(p, q)];
      // A cosine that rounding alone can make, or a product too small to have digits.
      if (Math.abs(pq) <= Math.max((p.length + 8) * 2 ** -52 * Math.sqrt(pp) * Math.sqrt(qq), 2 ** -500)) continue;
      rotate(p, q, (qq - pp) / (2 * pq));
      hasRotated = true;
    }
  }
  return hasRotated;
}

function rotate(p: number[], q: number[], zeta: number): void {
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (const [j, x] of p.entries()) {
    const y = q[j] ?? NaN;
    p[j] = cosine * x - sine * y;
    q[j] = sine * x + cosine * y;
  }
}
