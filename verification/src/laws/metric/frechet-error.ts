import type { FeatureStatistics } from "@lipschitz-gan/metrics";
import { u64 } from "../weights/rounding.ts";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";

/** What the error of a Fréchet distance depends on. */
interface Extent {
  readonly trace: number;
  readonly largest: number;
  /** A lower bound of the smallest eigenvalue, 0 where rounding hides it. */
  readonly smallest: number;
}

function extentOf({ covariance, dimension }: FeatureStatistics, isTurned: boolean): Extent {
  const values = symmetricEigenvalues(covariance, dimension);
  const largest = Math.max(0, values.at(-1) ?? Number.NaN);
  return {
    trace: values.reduce((sum, value) => sum + Math.max(0, value), 0),
    largest,
    smallest: Math.max(0, (values[0] ?? Number.NaN) - 2 * moved(dimension, largest, isTurned)),
  };
}

/**
 * How far a covariance is from the one that is meant: a backward stable factor is that of a matrix `4 d² u λ` away,
 * `d (d + 1) u λ` of Cholesky's method, `d² u λ` where it stops, and as much again for products and singular values;
 * reflections in float64 have moved it by `6 (4 d + 16) u √d λ` before (see `turnedSpectrum`).
 */
function moved(dimension: number, largest: number, isTurned: boolean): number {
  const byTurns = isTurned ? 6 * (4 * dimension + 16) * Math.sqrt(dimension) : 0;
  return (byTurns + 4 * dimension ** 2) * u64 * largest;
}

/**
 * By how much the Fréchet distance may be off.
 *
 * `F = tr (√Σ₁ Σ₂ √Σ₁)^½` is concave and grows with Σ₁. A matrix that is E away, `|E| <= ε`, lies between `Σ₁ ± ε I`, and
 * moves F by at most `√ε tr √Σ₂` (Rotfel'd's inequality, `tr √(A + B) <= tr √A + tr √B`), or, where the smallest
 * eigenvalue λ of Σ₁ is at least 2 ε, by `ε tr √Σ₂ / √λ` (the derivative is `½ tr √Σ₂ (√Σ₂ Σ₁ √Σ₂)^-½ √Σ₂`, and
 * `Σ₁ >= λ I`). `tr √Σ₂ <= √(d tr Σ₂)` by Cauchy and Schwarz. F counts twice, and Σ₁ and Σ₂ both move. The sums of d
 * terms round by `8 d² u` of the traces, and the means by `(2 d + 8) u` of
 * their square distance: three roundings a term, d of the sum, three where it joins the traces, and d + 2 of the expected value.
 *
 * @param a - one distribution
 * @param b - the other
 * @param isTurned - whether reflections have rounded their covariances; they are exact unless given
 */
export function frechetError(a: FeatureStatistics, b: FeatureStatistics, isTurned = false): number {
  const [one, other] = [extentOf(a, isTurned), extentOf(b, isTurned)];
  const d = a.dimension;
  return (
    roundingError(a, b) +
    2 * byMoving(one, moved(d, one.largest, isTurned), Math.sqrt(d * other.trace)) +
    2 * byMoving(other, moved(d, other.largest, isTurned), Math.sqrt(d * one.trace))
  );
}

function byMoving({ smallest }: Extent, epsilon: number, rootTrace: number): number {
  const bySlope = smallest >= 2 * epsilon && smallest > 0 ? epsilon / Math.sqrt(smallest) : Infinity;
  return Math.min(Math.sqrt(epsilon), bySlope) * rootTrace;
}

/**
 * The part of it that is left where both covariances have exact factors, as diagonal ones have.
 *
 * @param a - one distribution
 * @param b - the other
 */
export function roundingError(a: FeatureStatistics, b: FeatureStatistics): number {
  const d = a.dimension;
  return 8 * d ** 2 * u64 * (traceOf(a) + traceOf(b)) + (2 * d + 8) * u64 * squaredDistance(a.mean, b.mean);
}

/** Sum of the diagonal. */
export function traceOf({ covariance, dimension }: FeatureStatistics): number {
  return covariance.reduce((sum, x, i) => (i % (dimension + 1) === 0 ? sum + x : sum), 0);
}

/** `|x - y|²`. */
export function squaredDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return Array.from(x).reduce((sum, value, i) => sum + (value - (y[i] ?? Number.NaN)) ** 2, 0);
}
