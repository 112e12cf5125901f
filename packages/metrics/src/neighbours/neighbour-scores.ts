import { checkInteger } from "../internal/check-integer.ts";
import { countRows } from "../internal/feature-rows.ts";
import { neighbourCounts } from "./internal/neighbour-counts.ts";

/** Options of {@link neighbourScores}. */
export interface NeighbourScoresOptions {
  /** To which nearest other sample a ball of precision and recall reaches, an integer >= 1; default 3. */
  readonly manifoldNeighbours?: number;
  /** To which nearest other real sample a ball of density and coverage reaches, an integer >= 1; default 5. */
  readonly ballNeighbours?: number;
}

/** Precision, recall, density and coverage. */
export interface NeighbourScores {
  /** Share of the generated samples that lie in a ball around a real one, in `[0, 1]`. */
  readonly precision: number;
  /** Share of the real samples that lie in a ball around a generated one, in `[0, 1]`. */
  readonly recall: number;
  /** In how many real balls a generated sample lies, over `ballNeighbours`, on average; >= 0, not bounded by 1. */
  readonly density: number;
  /** Share of the real balls that a generated sample lies in, in `[0, 1]`. */
  readonly coverage: number;
}

/**
 * Precision, recall, density and coverage together, from one pass over the distances; see
 * {@link precisionRecall | precisionRecall} and {@link densityCoverage | densityCoverage} for what they are.
 *
 * All are ratios of counts, exact for the float64 distances. Time grows as `(nReal + nFake)² · dimension`, some ten
 * seconds for 10 000 and 10 000 samples of 128 features; memory as the features.
 *
 * @param real - features of real samples, row by row, length `nReal · dimension`, finite
 * @param fake - features of generated samples, row by row, length `nFake · dimension`, finite
 * @param dimension - numbers of a sample, an integer >= 1
 * @param options - sizes of the balls; each less than the number of samples that it counts among
 * @returns the four scores
 * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if a length is not that of two or more whole rows
 * @throws RangeError if a feature is NaN or infinite, or a number of neighbours is not as said
 *
 * @example
 * ```ts
 * import { neighbourScores } from "@lipschitz-gan/metrics";
 *
 * const { precision, recall, density, coverage } = neighbourScores([0, 1, 10, 11], [0.5, 1, 30, 30.5], 1, {
 *   manifoldNeighbours: 1,
 *   ballNeighbours: 1,
 * });
 * precision; // => 0.5
 * recall; // => 0.5
 * density; // => 1
 * coverage; // => 0.5
 * ```
 * @see Kynkäänniemi et al. (2019), equations 1 and 2, https://arxiv.org/abs/1904.06991
 * @see Naeem et al. (2020), equations 3 and 4, https://arxiv.org/abs/2002.09797
 */
export function neighbourScores(
  real: ArrayLike<number>,
  fake: ArrayLike<number>,
  dimension: number,
  { manifoldNeighbours = 3, ballNeighbours = 5 }: NeighbourScoresOptions = {},
): NeighbourScores {
  const where = "neighbourScores";
  const nReal = countRows(where, "real", real, dimension, 2);
  const nFake = countRows(where, "fake", fake, dimension, 2);
  checkInteger(where, "manifoldNeighbours", manifoldNeighbours, 1, Math.min(nReal, nFake) - 1);
  checkInteger(where, "ballNeighbours", ballNeighbours, 1, nReal - 1);
  const counts = neighbourCounts(real, fake, dimension, { manifoldNeighbours, ballNeighbours });
  return {
    precision: counts.precise / nFake,
    recall: counts.recalled / nReal,
    density: counts.pairs / (ballNeighbours * nFake),
    coverage: counts.covered / nReal,
  };
}
