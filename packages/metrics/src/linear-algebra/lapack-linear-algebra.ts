import type { LapackRoutines } from "./lapack-routines.ts";
import type { LinearAlgebra, SquareRootFactor } from "./linear-algebra.ts";

/**
 * Linear algebra by LAPACK.
 *
 * LAPACK stores matrices column by column, so it sees the transpose of ours. Integers are of 32 bits; each array of them has
 * room for 64, and zeros in the upper halves, so that a library built for 64 writes past no end: its wrong pivots then
 * fail the self-test.
 *
 * @param name - the library's name
 * @param routines - its functions
 * @internal
 */
export function lapackLinearAlgebra(name: string, routines: LapackRoutines): LinearAlgebra {
  return {
    name,
    factorize: (matrix, size, tolerance) => factorize(routines, matrix, size, tolerance),
    multiplyTransposed: (a, aRows, b, bRows, columns) => multiply(routines, a, aRows, b, bRows, columns),
    singularValues: (matrix, rows, columns) => valuesOf(routines, matrix, rows, columns),
  };
}

const integer = (value: number): Int32Array => new Int32Array([value, value < 0 ? -1 : 0]);
const real = (value: number): Float64Array => new Float64Array([value]);

function factorize(
  { dpstrf }: LapackRoutines,
  matrix: Float64Array,
  size: number,
  tolerance: number,
): SquareRootFactor {
  // dpstrf takes the first pivot without a look at the tolerance.
  const isZero = Array.from({ length: size }, (_, i) => matrix[i * size + i] ?? NaN).every((x) => x <= tolerance);
  if (isZero) return { rows: new Float64Array(), rank: 0 };
  const columns = matrix.slice();
  const pivots = new Int32Array(2 * size);
  const [rank, info] = [integer(0), integer(0)];
  const work = new Float64Array(2 * size);
  dpstrf("L", integer(size), columns, integer(size), pivots, rank, real(tolerance), work, info, 1);
  checkInfo("dpstrf", info, 1);
  const found = rank[0] ?? NaN;
  // LAPACK's column k, from the diagonal on, is our row k in the pivots' order, counted from 1.
  const rows = new Float64Array(found * size);
  for (let k = 0; k < found; k++) {
    for (let i = k; i < size; i++) rows[k * size + (pivots[i] as number) - 1] = columns[k * size + i] as number;
  }
  return { rows, rank: found };
}

function multiply(
  { dgemm }: LapackRoutines,
  a: Float64Array,
  aRows: number,
  b: Float64Array,
  bRows: number,
  columns: number,
): Float64Array {
  const product = new Float64Array(aRows * bRows);
  const [m, n, k] = [integer(bRows), integer(aRows), integer(columns)];
  // (A Bᵀ)ᵀ = B Aᵀ, where LAPACK sees Bᵀ and Aᵀ.
  dgemm("T", "N", m, n, k, real(1), b, k, a, k, real(0), product, m, 1, 1);
  return product;
}

function valuesOf({ dgesdd }: LapackRoutines, matrix: Float64Array, rows: number, columns: number): Float64Array {
  const values = new Float64Array(Math.min(rows, columns));
  const [m, n, one, none] = [integer(columns), integer(rows), integer(1), new Float64Array(1)];
  const integers = new Int32Array(16 * values.length);
  const info = integer(0);
  const call = (work: Float64Array, length: number): void => {
    dgesdd("N", m, n, matrix.slice(), m, values, none, one, none, one, work, integer(length), integers, info, 1);
    checkInfo("dgesdd", info, 0);
  };
  const best = new Float64Array(1);
  call(best, -1); // asks for the best length of the workspace
  const length = best[0] ?? NaN;
  call(new Float64Array(length), length);
  return values;
}

/** A negative code is our mistake, a positive one above the allowed a failure to converge. */
function checkInfo(routine: string, info: Int32Array, allowed: number): void {
  const code = info[0] ?? NaN;
  if (code < 0 || code > allowed) {
    throw new Error(`loadLapack: ${routine} must return 0, received ${code}; use plainLinearAlgebra`);
  }
}
