/** Options of {@link modeCoverage}. */
export interface ModeCoverageOptions {
  /** Standard deviation of each mode per coordinate, > 0, in the samples' unit. */
  readonly std: number;
  /** How many standard deviations from its centre a sample may lie, > 0; default 3. */
  readonly radius?: number;
}

/** How samples spread over the modes of a mixture. */
export interface ModeCoverage {
  /** How many modes there are. */
  readonly nModes: number;
  /** How many modes have at least one high-quality sample. */
  readonly covered: number;
  /** Share of the samples that are of high quality, in `[0, 1]`. */
  readonly highQualityFraction: number;
  /** High-quality samples of each mode, in the order of the centres. */
  readonly perMode: readonly number[];
}

/**
 * Counts the modes of a mixture that samples reach.
 *
 * A sample is of high quality if its Euclidean distance to the nearest centre is at most `radius · std`; a mode is
 * covered if it is the nearest of at least one high-quality sample. Of equally near centres the first counts. A sample
 * that holds NaN or an infinity is of low quality. (Of a true round 2-D Gaussian, 1 - exp(-9/2) = 98.9 % lies within 3
 * standard deviations.)
 *
 * @param samples - n points of d coordinates one after the other, length `n · d`, n >= 1
 * @param centers - the modes' centres, d >= 1 finite coordinates each, at least one
 * @param options - spread of a mode, and how much of it counts
 * @returns counts and shares
 * @throws RangeError if std or radius is not > 0 and finite, if there is no centre or no whole sample, or if the centres differ in length
 *
 * @example
 * ```ts
 * import { modeCoverage } from "@lipschitz-gan/metrics";
 *
 * const centers = [[0, 0], [1, 0], [0, 1]];
 * const { covered, highQualityFraction, perMode } = modeCoverage([0, 0.1, 0.9, 0, 5, 5, 0, -0.2], centers, { std: 0.1 });
 * covered; // => 2
 * highQualityFraction; // => 0.75
 * perMode; // => [2, 1, 0]
 * ```
 * @see Srivastava et al. (2017), VEEGAN: Reducing Mode Collapse in GANs using Implicit Variational Learning, section 4.1, https://arxiv.org/abs/1705.07761
 */
export function modeCoverage(
  samples: ArrayLike<number>,
  centers: readonly (readonly number[])[],
  { std, radius = 3 }: ModeCoverageOptions,
): ModeCoverage {
  checkPositive("std", std);
  checkPositive("radius", radius);
  const size = centers[0]?.length ?? 0;
  if (size === 0 || centers.some((center) => center.length !== size || !center.every(Number.isFinite))) {
    throw new RangeError(
      `modeCoverage: centers must be at least one point of finite coordinates, all of one length >= 1, received ${JSON.stringify(centers)}`,
    );
  }
  const nSamples = samples.length / size;
  if (!(Number.isInteger(nSamples) && nSamples >= 1)) {
    throw new RangeError(`modeCoverage: samples must be n · ${size} numbers with n >= 1, received ${samples.length}`);
  }
  const perMode = centers.map(() => 0);
  for (let i = 0; i < nSamples; i++) {
    const mode = nearestWithin(radius * std, samples, i * size, centers);
    if (mode !== undefined) perMode[mode] = (perMode[mode] ?? 0) + 1;
  }
  const nGood = perMode.reduce((sum, count) => sum + count, 0);
  return {
    nModes: centers.length,
    covered: perMode.filter((count) => count > 0).length,
    highQualityFraction: nGood / nSamples,
    perMode,
  };
}

function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`modeCoverage: ${name} must be > 0 and finite, received ${value}`);
  }
}

/** The first nearest centre of the sample at an offset, if it is near enough. */
function nearestWithin(
  limit: number,
  samples: ArrayLike<number>,
  offset: number,
  centers: readonly (readonly number[])[],
): number | undefined {
  let best = Infinity;
  let mode: number | undefined;
  for (const [k, center] of centers.entries()) {
    // Not Math.hypot: its rounding depends on the order of the coordinates, and would decide ties by it.
    const distance = Math.sqrt(
      center.reduce((total, coordinate, j) => total + ((samples[offset + j] ?? NaN) - coordinate) ** 2, 0),
    );
    if (distance < best) {
      best = distance;
      mode = k;
    }
  }
  return best <= limit ? mode : undefined;
}
