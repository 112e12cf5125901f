import type { Rows } from "../../../arbitraries/rows.ts";
import { times, transposedTimes } from "./float64.ts";

/**
 * Whether no product or sum of `Wᵀu`, `Wv` and `uᵀWv` leaves the normal numbers of float32 when W is multiplied by a power of
 * two: then it is rounded as without the power.
 *
 * A sum of normal numbers that is subnormal is exact, and so is its multiple; but a backend may keep a sum in float64 and
 * round it once, so the sums are looked at as well.
 *
 * @param matrix - W
 * @param factor - the power of two
 * @param u - left vector
 * @param v - right vector
 */
export function staysNormal(matrix: Rows, factor: number, u: ArrayLike<number>, v: ArrayLike<number>): boolean {
  const isNormal = (x: number): boolean =>
    x === 0 || (Math.abs(x) > SMALLEST && Math.abs(x * factor) > SMALLEST && Math.abs(x * factor) < LARGEST);
  const [right, left] = [transposedTimes(matrix, u), times(matrix, v)];
  return (
    matrix.every((row, i) =>
      row.every(
        (x, j) =>
          isNormal(x) &&
          isNormal(x * (u[i] ?? 0)) &&
          isNormal(x * (v[j] ?? 0)) &&
          isNormal(x * (v[j] ?? 0) * (u[i] ?? 0)),
      ),
    ) && [right, left, left.map((y, i) => y * (u[i] ?? 0))].every((sums) => sums.every(isNormal))
  );
}

/** Both are a few binades within the range of float32, for sums of up to 64 terms. */
const SMALLEST = 2 ** -124;
const LARGEST = 2 ** 120;
