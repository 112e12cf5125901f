/**
 * The eigenvector of the largest eigenvalue of a symmetric matrix of three rows at most, by Jacobi's rotations.
 *
 * @param matrix - rows of a symmetric matrix
 * @returns the vector, of length 1
 * @see Golub & Van Loan (2013), Matrix computations, 4th ed., section 8.5
 * @internal
 */
export function leadingVectorOf3(matrix: readonly (readonly number[])[]): readonly number[] {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = matrix.map((_, i) => matrix.map((_row, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, p, q);
  }
  let best = 0;
  for (let i = 1; i < size; i++) if (at(a, i, i) > at(a, best, best)) best = i;
  return vectors.map((row) => row[best] ?? 0);
}

/** Jacobi's method converges quadratically; three rows are done after five or six sweeps. */
const SWEEPS = 8;

function at(a: readonly (readonly number[])[], i: number, j: number): number {
  return a[i]?.[j] ?? 0;
}

function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const off = at(a, p, q);
  if (off === 0) return;
  const theta = (at(a, q, q) - at(a, p, p)) / (2 * off);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of [...a, ...vectors]) turn(row, p, q, cosine, sine);
  for (let k = 0; k < a.length; k++) {
    const [first, second] = [at(a, p, k), at(a, q, k)];
    const rowP = a[p];
    const rowQ = a[q];
    if (rowP !== undefined) rowP[k] = cosine * first - sine * second;
    if (rowQ !== undefined) rowQ[k] = sine * first + cosine * second;
  }
}

function turn(row: number[], p: number, q: number, cosine: number, sine: number): void {
  const [first, second] = [row[p] ?? 0, row[q] ?? 0];
  row[p] = cosine * first - sine * second;
  row[q] = sine * first + cosine * second;
}
