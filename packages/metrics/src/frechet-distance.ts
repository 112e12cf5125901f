import { ShapeError } from "@lipschitz-gan/core";
import { covarianceFactor } from "./linear-algebra/covariance-factor.ts";
import type { LinearAlgebra, SquareRootFactor } from "./linear-algebra/linear-algebra.ts";
import { plainLinearAlgebra } from "./linear-algebra/plain-linear-algebra.ts";
import type { FeatureStatistics } from "./statistics/feature-statistics.ts";

/** Options of {@link frechetDistance}. */
export interface FrechetDistanceOptions {
  /** What computes factors, products and singular values; default {@link plainLinearAlgebra}. */
  readonly linearAlgebra?: LinearAlgebra;
}

/**
 * The squared Fréchet distance of two normal distributions, which is called FID where features are Inception's:
 *
 * `|μ₁ - μ₂|² + tr Σ₁ + tr Σ₂ - 2 tr (Σ₁^½ Σ₂ Σ₁^½)^½`.
 *
 * With factors `Σᵢ = Lᵢ Lᵢᵀ`, the eigenvalues of `Σ₁^½ Σ₂ Σ₁^½` are those of `(L₁ᵀ L₂)(L₁ᵀ L₂)ᵀ`: the squares of the
 * singular values of `L₁ᵀ L₂`, whose sum is therefore the last trace. This takes no square root of a matrix that is not
 * symmetric, and no root of a rounded eigenvalue: a singular value near 0 is off by some u · max (u = 2^-53), where the
 * root of an eigenvalue near 0 is off by √u · max. So it holds up where covariances are singular, as they are
 * with fewer samples than features.
 *
 * The factors are Cholesky's with pivoting, of the correlations, and leave out what is at most `(d + 64) u` of a feature's
 * variance. So the value is that of covariances whose entries differ from the given ones by at most
 * `(2 d + 80) u √(Σᵢᵢ Σⱼⱼ)`, about as much as rounding has changed them before, and is besides off by at most
 * `24 d^1.5 (d + 15) u √(tr Σ₁ · tr Σ₂)`; in practice both are a few u. A change E of Σ₁, with t the sum of its
 * singular values, moves the distance by at most `t + 3 √(t · tr Σ₂)`: linearly where covariances are
 * well-conditioned, but where they are singular to rounding no method can promise more than about half the digits of the traces.
 * Of equal statistics the distance is 0 to `2 (2 d + 80) u tr Σ` and the rounding above, and where that would put it
 * below 0, it is 0.
 *
 * @param a - statistics of one set of samples, d features
 * @param b - statistics of the other, d features
 * @param options - what computes
 * @returns a number >= 0, in squared units of the features
 * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if lengths do not fit the dimension, or the dimensions differ
 * @throws RangeError if a number is not finite, a covariance is not symmetric and positive semi-definite, or the result overflows
 *
 * @example
 * ```ts
 * import { accumulateStatistics, frechetDistance } from "@lipschitz-gan/metrics";
 *
 * const [real, fake] = [accumulateStatistics(1), accumulateStatistics(1)];
 * real.add([-1, 0, 1]); // mean 0, standard deviation 1
 * fake.add([1, 4, 7]); // mean 4, standard deviation 3
 * frechetDistance(real.finish(), fake.finish()); // => 20
 * ```
 * @see Dowson & Landau (1982), The Fréchet distance between multivariate normal distributions, the formula of the abstract, https://doi.org/10.1016/0047-259X(82)90077-X
 * @see Heusel et al. (2017), GANs trained by a two time-scale update rule converge to a local Nash equilibrium, equation 6, https://arxiv.org/abs/1706.08500
 */
export function frechetDistance(
  a: FeatureStatistics,
  b: FeatureStatistics,
  { linearAlgebra = plainLinearAlgebra }: FrechetDistanceOptions = {},
): number {
  checkLengths(a);
  checkLengths(b);
  if (a.dimension !== b.dimension) {
    throw new ShapeError("frechetDistance", `[${a.dimension}] as the other statistics'`, [b.dimension]);
  }
  const first = covarianceFactor(a.covariance, a.dimension, linearAlgebra);
  const second = covarianceFactor(b.covariance, b.dimension, linearAlgebra);
  const parts = squaredDistance(a.mean, b.mean) + trace(a) + trace(b);
  // The last trace is at most the root of the product of the first two, so nothing overflows after this.
  if (!Number.isFinite(parts)) {
    throw new RangeError(
      `frechetDistance: the distance must not overflow float64, received ${parts}; scale the features`,
    );
  }
  return Math.max(0, parts - 2 * traceOfRoot(first, second, a.dimension, linearAlgebra));
}

function checkLengths({ dimension, mean, covariance }: FeatureStatistics): void {
  if (!(Number.isSafeInteger(dimension) && dimension >= 1)) {
    throw new RangeError(`frechetDistance: dimension must be an integer >= 1, received ${dimension}`);
  }
  if (mean.length !== dimension) throw new ShapeError("frechetDistance", `[${dimension}] of a mean`, [mean.length]);
  if (covariance.length !== dimension ** 2) {
    throw new ShapeError("frechetDistance", `[${dimension ** 2}] of a covariance`, [covariance.length]);
  }
  const bad = mean.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`frechetDistance: means must be finite, received ${mean[bad]} of feature ${bad}`);
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + (value - (b[j] ?? NaN)) ** 2, 0);
}

function trace({ dimension, covariance }: FeatureStatistics): number {
  let sum = 0;
  for (let j = 0; j < dimension; j++) sum += covariance[j * dimension + j] ?? NaN;
  return sum;
}

/** `tr (Σ₁^½ Σ₂ Σ₁^½)^½`, by factors of both; 0 if one is constant. */
function traceOfRoot(
  first: SquareRootFactor,
  second: SquareRootFactor,
  dimension: number,
  linearAlgebra: LinearAlgebra,
): number {
  if (first.rank === 0 || second.rank === 0) return 0;
  const product = linearAlgebra.multiplyTransposed(first.rows, first.rank, second.rows, second.rank, dimension);
  return linearAlgebra.singularValues(product, first.rank, second.rank).reduce((sum, value) => sum + value, 0);
}
