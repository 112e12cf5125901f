import { createRng } from "@lipschitz-gan/core";
import { checkInteger } from "./internal/check-integer.ts";
import { drawWithoutReplacement } from "./internal/draw-without-replacement.ts";
import { countRows } from "./internal/feature-rows.ts";
import { meanAndStd } from "./internal/mean-and-std.ts";
import { packRows } from "./internal/packed-rows.ts";
import { squaredDiscrepancy } from "./internal/squared-discrepancy.ts";

/** Options of {@link kernelDistance}. */
export interface KernelDistanceOptions {
  /** Number of random subsets, an integer >= 1; default 100. */
  readonly subsets?: number;
  /** Samples of either side in a subset, an integer >= 2; default 1000. At most the smaller count is taken. */
  readonly subsetSize?: number;
  /** Seed of the choice of subsets, an integer in `[0, 2^53)`; default 0. */
  readonly seed?: number;
}

/** A kernel distance, and from how much it was estimated. */
export interface KernelDistance {
  /** Mean over the subsets, in units of the kernel; below 0 where two samples are more alike than chance would have it. */
  readonly value: number;
  /** Standard deviation over the subsets, divided by their number as in the original; 0 if there is only one. */
  readonly std: number;
  /** Number of subsets that were used: 1 if a subset would be everything. */
  readonly subsets: number;
  /** Samples of either side in a subset that was used; the larger count if all were. */
  readonly subsetSize: number;
}

/**
 * The Kernel Inception Distance: the unbiased estimate of the squared maximum mean discrepancy between two sets of
 * features with the kernel `k(x, y) = (x·y / dimension + 1)³`, averaged over random subsets.
 *
 * A subset takes `subsetSize` real and as many generated samples, without replacement. Where `subsetSize` is at least
 * both counts it would be everything, so everything is used once. The estimate is unbiased whatever the number of
 * samples, hence it can be negative, and it is not cut off at 0. The subsets overlap: their standard deviation tells how
 * far one subset's estimate is off, not how far the mean is.
 *
 * Work grows as `4 subsets · subsetSize² · dimension` operations, some ten seconds for the defaults and 128 features.
 *
 * @param real - features of real samples, row by row, length `nReal · dimension`, nReal >= 2, finite
 * @param fake - features of generated samples, row by row, length `nFake · dimension`, nFake >= 2, finite
 * @param dimension - numbers of a sample, an integer >= 1
 * @param options - the subsets
 * @returns mean and standard deviation over the subsets
 * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if a length is not that of two or more whole rows
 * @throws RangeError if a feature is NaN or infinite or so large that the kernel overflows, or an option is not as said
 *
 * @example
 * ```ts
 * import { kernelDistance } from "@lipschitz-gan/metrics";
 *
 * // k(0, 0) = k(0, 1) = 1 and k(1, 1) = 8: 1 + 8 - 2 · 1.
 * kernelDistance([0, 0], [1, 1], 1).value; // => 7
 * // k(x, x) is left out, so a set compared with itself comes out below 0: 1 + 1 - 2 (1 + 1 + 1 + 8) / 4.
 * kernelDistance([0, 1], [0, 1], 1).value; // => -3.5
 * ```
 * @see Bińkowski et al. (2018), Demystifying MMD GANs, section 4, https://arxiv.org/abs/1801.01401
 */
export function kernelDistance(
  real: ArrayLike<number>,
  fake: ArrayLike<number>,
  dimension: number,
  { subsets = 100, subsetSize = 1000, seed = 0 }: KernelDistanceOptions = {},
): KernelDistance {
  const where = "kernelDistance";
  const nReal = countRows(where, "real", real, dimension, 2);
  const nFake = countRows(where, "fake", fake, dimension, 2);
  checkInteger(where, "subsets", subsets, 1);
  checkInteger(where, "subsetSize", subsetSize, 2);
  const rng = createRng(seed);
  const isWhole = subsetSize >= Math.max(nReal, nFake);
  const size = Math.min(subsetSize, nReal, nFake);
  const used = isWhole ? 1 : subsets;
  const values = Array.from({ length: used }, (_, i) => {
    if (isWhole) return squaredDiscrepancy(packRows(real, dimension), packRows(fake, dimension));
    return squaredDiscrepancy(
      packRows(real, dimension, { rows: drawWithoutReplacement(rng.stream("kernel distance: real", i), nReal, size) }),
      packRows(fake, dimension, { rows: drawWithoutReplacement(rng.stream("kernel distance: fake", i), nFake, size) }),
    );
  });
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) {
    throw new RangeError(
      `${where}: the kernel of any two samples must not overflow, received ${bad}; scale the features down`,
    );
  }
  return { ...meanAndStd(values), subsets: used, subsetSize: isWhole ? Math.max(nReal, nFake) : size };
}
