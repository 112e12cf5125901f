import { createRng, type RandomStream } from "@lipschitz-gan/core";
import { rowsOf, transposed } from "./rows.ts";

/** Singular values by a mode of LAPACK's DLATM1. */
export interface ConditionProfile {
  /**
   * With `n` values and `cond = 10^logCondition`: 1 one value of 1 and `n - 1` of `1/cond`; 2 `n - 1` ones and one
   * `1/cond`; 3 geometric, `cond^(-i/(n-1))`; 4 arithmetic from 1 to `1/cond`; 5 random in `(1/cond, 1)` with uniform
   * logarithms; 6 absolute values of normal numbers.
   */
  readonly mode: 1 | 2 | 3 | 4 | 5 | 6;
  /** Decimal logarithm of the condition; mode 6 has none. */
  readonly logCondition: number;
}

/** Singular values by the distance of the second from the first: 1, `1 - gap`, and a tail. */
export interface GapProfile {
  readonly mode: "gap";
  /** `1 - σ₂ / σ₁`, from 0 to 1. */
  readonly gap: number;
  /** The values after the second: equal to it, or halved from one to the next. */
  readonly tail: "flat" | "falling";
}

/**
 * Singular values by a profile, in no order and near 1.
 *
 * @param profile - which
 * @param n - how many
 * @param random - for modes 5 and 6
 * @see LAPACK, TESTING/MATGEN/dlatm1.f (modes 1 to 6, without random signs), https://netlib.org/lapack/explore-html
 */
export function profileSigmas(profile: ConditionProfile | GapProfile, n: number, random: RandomStream): number[] {
  return Array.from({ length: n }, (_, i) => profileSigma(profile, i, n, random));
}

function profileSigma(profile: ConditionProfile | GapProfile, i: number, n: number, random: RandomStream): number {
  if (profile.mode === "gap") {
    if (i === 0) return 1;
    return (1 - profile.gap) * (profile.tail === "flat" ? 1 : 2 ** (1 - i));
  }
  const smallest = 10 ** -profile.logCondition;
  const along = n === 1 ? 0 : i / (n - 1);
  switch (profile.mode) {
    case 1:
      return i === 0 ? 1 : smallest;
    case 2: // a single value is the small one, as in DLATM1
      return i === n - 1 ? smallest : 1;
    case 3:
      return smallest ** along;
    case 4:
      return 1 - along * (1 - smallest);
    case 5:
      return smallest ** random.uniform();
    default: // 6
      return Math.abs(random.normal());
  }
}

/** Three reflections a side leave no entry and no pair of singular vectors special; one would leave a rank-one change. */
const TURNS = 3;

/**
 * A matrix `U diag(σ) Vᵀ` in float64, with U and V products of three Householder reflections along normal vectors.
 *
 * Each reflection moves the matrix by no more than `(4 max(rows, columns) + 16) 2^-53 ‖σ‖₂` in the Frobenius norm.
 *
 * @param profile - the singular values
 * @param rows - of the matrix
 * @param columns - of the matrix
 * @param seed - of the reflections and the random values
 */
export function turnedSpectrum(
  profile: ConditionProfile | GapProfile,
  rows: number,
  columns: number,
  seed: number,
): number[][] {
  const rng = createRng(seed);
  const sigmas = profileSigmas(profile, Math.min(rows, columns), rng.stream("sigmas"));
  const random = rng.stream("reflections");
  const axis = (length: number): number[] => Array.from({ length }, () => random.normal());
  let matrix = rowsOf(rows, columns, (i, j) => (i === j ? (sigmas[i] ?? Number.NaN) : 0));
  for (let turn = 0; turn < TURNS; turn++) {
    matrix = reflected(matrix, axis(rows));
    matrix = transposed(reflected(transposed(matrix), axis(columns)));
  }
  return matrix;
}

/** `(I - 2 a aᵀ / aᵀa) M`. */
function reflected(matrix: number[][], axis: readonly number[]): number[][] {
  const square = axis.reduce((sum, a) => sum + a * a, 0);
  const along = new Float64Array(matrix[0]?.length ?? 0);
  for (const [i, row] of matrix.entries()) {
    for (const [j, x] of row.entries()) along[j] = (along[j] ?? 0) + x * (axis[i] ?? 0);
  }
  return matrix.map((row, i) => row.map((x, j) => x - ((2 * (axis[i] ?? 0)) / square) * (along[j] ?? 0)));
}
