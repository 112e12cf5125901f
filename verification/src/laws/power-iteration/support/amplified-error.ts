import { type Rows } from "../../../arbitraries/rows.ts";
import { normalised, norm, times, transposedTimes } from "./float64.ts";

/** A round in float64, and how far a computed one may be from it. */
export interface MirroredRound {
  /** Left vector. */
  readonly u: readonly number[];
  /** Right vector. */
  readonly v: readonly number[];
  /** Bound of the norm by which a computed v, made of unit length, may differ. */
  readonly errorOfV: number;
  /** The same of u. */
  readonly errorOfU: number;
}

/**
 * Rounds of power iteration by explicit loops in float64, and how far a run in float32 may be from them.
 *
 * If x is off by δ, then `y = Wx` is off by `d = σ₁ (δ + ε)`, and `y / |y|` by at most `d / (|y| - d/2)`: two vectors a, b have
 * `|a/|a| - b/|b|| <= 2 |a - b| / (|a| + |b|)`, and the shorter of them is no shorter than `|y| - d`. So the error grows by
 * `σ₁ / |y|` in each half round; where that is large the start was nearly orthogonal to the leading vectors, and rounding
 * decides what becomes of it.
 *
 * @param matrix - W
 * @param start - u₀
 * @param options - `rounds`; `sigma1` of W; `error` of half a round, see `halfRoundError`; `startError`, by how much the two
 *   starts differ
 * @returns one for each round
 * @see Dunkl & Williams (1964), A simple norm inequality, Amer. Math. Monthly 71(1)
 */
export function mirroredRounds(
  matrix: Rows,
  start: readonly number[],
  {
    rounds,
    sigma1,
    error,
    startError = 0,
  }: { readonly rounds: number; readonly sigma1: number; readonly error: number; readonly startError?: number },
): readonly MirroredRound[] {
  const mirrored: MirroredRound[] = [];
  let [u, errorOfU] = [normalised(start), startError];
  for (let round = 0; round < rounds; round++) {
    const right = transposedTimes(matrix, u);
    const errorOfV = nextError(errorOfU + error, norm(right) / sigma1);
    const v = normalised(right);
    const left = times(matrix, v);
    errorOfU = nextError(errorOfV + error, norm(left) / sigma1);
    u = normalised(left);
    mirrored.push({ u, v, errorOfV, errorOfU });
  }
  return mirrored;
}

function nextError(error: number, length: number): number {
  return error < 2 * length ? error / (length - error / 2) : Infinity;
}
