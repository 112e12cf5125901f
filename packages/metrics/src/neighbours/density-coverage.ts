import { checkInteger } from "../internal/check-integer.ts";
import { countRows } from "../internal/feature-rows.ts";
import { neighbourCounts } from "./internal/neighbour-counts.ts";

/** Options of {@link densityCoverage}. */
export interface DensityCoverageOptions {
  /** To which nearest other real sample a real sample's ball reaches, an integer in `[1, nReal - 1]`; default 5. */
  readonly neighbours?: number;
}

/** Density and coverage. */
export interface DensityCoverage {
  /** In how many real balls a generated sample lies, over k, on average; >= 0, about 1 for a perfect generator, not bounded by 1. */
  readonly density: number;
  /** Share of the real balls that a generated sample lies in, in `[0, 1]`. */
  readonly coverage: number;
}

/**
 * Density and coverage, with closed balls around the real samples only, each as large as the distance to its k-th
 * nearest other real sample, so that an outlier among the generated samples spoils nothing:
 *
 * `density = (1/(k nFake)) Σ_j Σ_i [|y_j - x_i| <= r_k(x_i)]` and `coverage = (1/nReal) Σ_i [∃j: |y_j - x_i| <= r_k(x_i)]`.
 *
 * A sample at the distance of the radius is inside (the authors' package `prdc` takes `<`, by which a ball of radius 0
 * holds nothing). The distances are those of float64 arithmetic, and what is counted is exact for them.
 *
 * @param real - features of real samples, row by row, length `nReal · dimension`, nReal >= 2, finite
 * @param fake - features of generated samples, row by row, length `nFake · dimension`, nFake >= 1, finite
 * @param dimension - numbers of a sample, an integer >= 1
 * @param options - size of the balls
 * @returns density and coverage
 * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if a length is not that of enough whole rows
 * @throws RangeError if a feature is NaN or infinite, or neighbours is not as said
 *
 * @example
 * ```ts
 * import { densityCoverage } from "@lipschitz-gan/metrics";
 *
 * // The real balls are [-1, 1], [0, 2], [9, 11] and [10, 12]: 0.5 and 1 lie in the first two each.
 * densityCoverage([0, 1, 10, 11], [0.5, 1, 30, 30.5], 1, { neighbours: 1 }); // => { density: 1, coverage: 0.5 }
 * ```
 * @see Naeem et al. (2020), Reliable Fidelity and Diversity Metrics for Generative Models, equations 3 and 4, https://arxiv.org/abs/2002.09797
 */
export function densityCoverage(
  real: ArrayLike<number>,
  fake: ArrayLike<number>,
  dimension: number,
  { neighbours = 5 }: DensityCoverageOptions = {},
): DensityCoverage {
  const where = "densityCoverage";
  const nReal = countRows(where, "real", real, dimension, 2);
  const nFake = countRows(where, "fake", fake, dimension, 1);
  checkInteger(where, "neighbours", neighbours, 1, nReal - 1);
  const counts = neighbourCounts(real, fake, dimension, { manifoldNeighbours: 0, ballNeighbours: neighbours });
  return { density: counts.pairs / (neighbours * nFake), coverage: counts.covered / nReal };
}
