import { checkInteger } from "../internal/check-integer.ts";
import { countRows } from "../internal/feature-rows.ts";
import { neighbourCounts } from "./internal/neighbour-counts.ts";

/** Options of {@link precisionRecall}. */
export interface PrecisionRecallOptions {
  /** To which nearest other sample of its set a sample's ball reaches, an integer in `[1, min(nReal, nFake) - 1]`; default 3. */
  readonly neighbours?: number;
}

/** Precision and recall. */
export interface PrecisionRecall {
  /** Share of the generated samples that lie in the real manifold, in `[0, 1]`: how much of what is generated is right. */
  readonly precision: number;
  /** Share of the real samples that lie in the generated manifold, in `[0, 1]`: how much of what is real is generated. */
  readonly recall: number;
}

/**
 * Improved precision and recall. The manifold of a set is the union of the closed balls around its samples, each as
 * large as the distance to its k-th nearest other sample:
 *
 * `precision = (1/nFake) Σ_j [∃i: |y_j - x_i| <= r_k(x_i)]`, and recall the same with x and y exchanged.
 *
 * A sample at the distance of the radius is inside, as in equation 1 of the paper (the package `prdc` takes `<`). Two
 * samples with the same features are neighbours at distance 0; a ball of radius 0 holds what equals its centre. The
 * distances are those of float64 arithmetic, and what is counted is exact for them.
 *
 * @param real - features of real samples, row by row, length `nReal · dimension`, nReal >= 2, finite
 * @param fake - features of generated samples, row by row, length `nFake · dimension`, nFake >= 2, finite
 * @param dimension - numbers of a sample, an integer >= 1
 * @param options - size of the balls
 * @returns two shares
 * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if a length is not that of two or more whole rows
 * @throws RangeError if a feature is NaN or infinite, or neighbours is not as said
 *
 * @example
 * ```ts
 * import { precisionRecall } from "@lipschitz-gan/metrics";
 *
 * // The real balls are [-1, 1], [0, 2], [9, 11] and [10, 12]; the generated ones [0, 1], [0.5, 1.5], [29.5, 30.5] and [30, 31].
 * precisionRecall([0, 1, 10, 11], [0.5, 1, 30, 30.5], 1, { neighbours: 1 }); // => { precision: 0.5, recall: 0.5 }
 * ```
 * @see Kynkäänniemi et al. (2019), Improved Precision and Recall Metric for Assessing Generative Models, equations 1 and 2, https://arxiv.org/abs/1904.06991
 */
export function precisionRecall(
  real: ArrayLike<number>,
  fake: ArrayLike<number>,
  dimension: number,
  { neighbours = 3 }: PrecisionRecallOptions = {},
): PrecisionRecall {
  const where = "precisionRecall";
  const nReal = countRows(where, "real", real, dimension, 2);
  const nFake = countRows(where, "fake", fake, dimension, 2);
  checkInteger(where, "neighbours", neighbours, 1, Math.min(nReal, nFake) - 1);
  const counts = neighbourCounts(real, fake, dimension, { manifoldNeighbours: neighbours, ballNeighbours: 0 });
  return { precision: counts.precise / nFake, recall: counts.recalled / nReal };
}
