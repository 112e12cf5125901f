import type { LinearAlgebra } from "./linear-algebra.ts";

/**
 * Whether a linear algebra solves three small problems whose answers are known: a library of another integer size, or
 * another function of the same name, does not.
 *
 * All entries are small integers, so each answer is right to some twenty roundings of the largest, 7.
 *
 * @internal
 */
export function isRight(linearAlgebra: LinearAlgebra): boolean {
  try {
    return factorizes(linearAlgebra) && multiplies(linearAlgebra) && findsSingularValues(linearAlgebra);
  } catch {
    // A routine that throws is as little use as one that errs.
    return false;
  }
}

const tolerance = 20 * 7 * 2 ** -53;

function areNear(received: ArrayLike<number>, expected: readonly number[]): boolean {
  return (
    received.length === expected.length &&
    expected.every((value, i) => Math.abs(value - (received[i] ?? NaN)) <= tolerance)
  );
}

/** The sum of the squares of (2, 1, 1) and (0, 2, 1). */
function factorizes(linearAlgebra: LinearAlgebra): boolean {
  const matrix = [4, 2, 2, 2, 5, 3, 2, 3, 2];
  const { rows, rank } = linearAlgebra.factorize(Float64Array.from(matrix), 3, 1e-12);
  const squares = matrix.map((_, at) =>
    Array.from({ length: rank }, (__, k) => k).reduce(
      (sum, k) => sum + (rows[3 * k + Math.floor(at / 3)] ?? NaN) * (rows[3 * k + (at % 3)] ?? NaN),
      0,
    ),
  );
  return rank === 2 && areNear(squares, matrix);
}

function multiplies(linearAlgebra: LinearAlgebra): boolean {
  const [a, b] = [new Float64Array([1, -2, 3, 0, 1, 2]), new Float64Array([1, 0, 1])];
  return areNear(linearAlgebra.multiplyTransposed(a, 2, b, 1, 3), [4, 2]);
}

/** `[[3, 0, 0], [4, 5, 0]]` has the squared singular values 45 and 5, half of 50 ± 40. */
function findsSingularValues(linearAlgebra: LinearAlgebra): boolean {
  const values = linearAlgebra.singularValues(new Float64Array([3, 0, 0, 4, 5, 0]), 2, 3);
  return areNear(values, [Math.sqrt(45), Math.sqrt(5)]);
}
