/**
 * An estimate of the largest eigenvalue of a symmetric map, by the Lanczos iteration. It starts what is proven later, and proves
 * nothing.
 *
 * @param apply - the map
 * @param size - its dimension
 * @param nSteps - how many times it is applied at most
 * @returns the largest eigenvalue of the map restricted to the Krylov space, so no more than the largest but for rounding
 * @see Golub & Van Loan (2013), Matrix Computations, 4th ed., section 10.1; without reorthogonalisation, which the extreme
 * eigenvalues do not need
 *
 * @internal
 */
export function largestEigenvalue(apply: (x: Float64Array) => Float64Array, size: number, nSteps = 120): number {
  let direction = startDirection(size);
  let before = new Float64Array(size);
  const diagonal: number[] = [];
  const beside: number[] = [];
  let value = 0;
  for (let step = 0; step < nSteps; step++) {
    const image = apply(direction);
    const alpha = innerProduct(direction, image);
    if (!Number.isFinite(alpha)) return value;
    diagonal.push(alpha);
    const back = beside.at(-1) ?? 0;
    for (let i = 0; i < size; i++) {
      image[i] = (image[i] ?? 0) - alpha * (direction[i] ?? 0) - back * (before[i] ?? 0);
    }
    const beta = Math.sqrt(innerProduct(image, image));
    const last = value;
    if (step % 5 === 4 || step + 1 === nSteps || step + 1 >= size || !(beta > 0)) {
      value = largestOfTridiagonal(diagonal, beside);
      if (step + 1 >= size || !(beta > 1e-15 * Math.abs(value))) return value;
      if (step > 8 && Math.abs(value - last) <= 1e-12 * Math.abs(value)) return value;
    }
    beside.push(beta);
    before = direction;
    direction = image.map((entry) => entry / beta);
  }
  return value;
}

/** Deterministic, with entries of all signs: it is orthogonal to no direction that anyone would choose. */
function startDirection(size: number): Float64Array<ArrayBuffer> {
  const direction = Float64Array.from({ length: size }, (_, i) => Math.sin(1 + i * 1.7 + 0.3 * i * i));
  const length = Math.sqrt(innerProduct(direction, direction));
  return direction.map((entry) => entry / length);
}

function innerProduct(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) * (y[i] ?? 0);
  return sum;
}

/** By bisection: the pivots of T − x are all negative exactly where x is above all eigenvalues. */
function largestOfTridiagonal(diagonal: readonly number[], beside: readonly number[]): number {
  let low = Math.max(...diagonal);
  const radius = diagonal.map((_, i) => Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0));
  let high = Math.max(...diagonal.map((value, i) => value + (radius[i] ?? 0)));
  for (let step = 0; step < 60 && high - low > 1e-14 * Math.abs(high); step++) {
    const middle = (low + high) / 2;
    if (isAboveAll(diagonal, beside, middle)) high = middle;
    else low = middle;
  }
  return low;
}

function isAboveAll(diagonal: readonly number[], beside: readonly number[], x: number): boolean {
  let pivot = -1;
  for (const [i, value] of diagonal.entries()) {
    const off = beside[i - 1] ?? 0;
    pivot = value - x - (off * off) / pivot;
    if (pivot >= 0) return false;
  }
  return true;
}
