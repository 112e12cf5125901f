import type { FeatureStatistics } from "@lipschitz-gan/metrics";
import * as metrics from "@lipschitz-gan/metrics";
import { type MetricSubject, svd } from "@lipschitz-gan/verification";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** The parts of which a Fréchet distance is made; each unless given is the right one. */
export interface WrongFrechet {
  /** What is made of the statistics first. */
  readonly of?: (moments: FeatureStatistics, side: 0 | 1) => FeatureStatistics;
  /** The part of the means. */
  readonly ofMeans?: (a: FeatureStatistics, b: FeatureStatistics) => number;
  /** `tr (√Σ Σ' √Σ)^½`. */
  readonly rootTrace?: (a: FeatureStatistics, b: FeatureStatistics) => number;
  /** The distance, from the part of the means, both traces and that of the root. */
  readonly sum?: (ofMeans: number, traces: readonly [number, number], root: number, dimension: number) => number;
}

/** Metrics with a Fréchet distance of parts of one's own. */
export function frechetWith({
  of = (moments) => moments,
  ofMeans = squaredDistance,
  rootTrace = rootTraceByFactors,
  sum = (means, [one, other], root) => Math.max(0, means + one + other - 2 * root),
}: WrongFrechet): MetricSubject {
  return {
    ...metrics,
    frechetDistance: (a, b) => {
      metrics.frechetDistance(a, b); // refuses what is to be refused
      const [one, other] = [of(a, 0), of(b, 1)];
      return sum(ofMeans(one, other), [traceOf(one), traceOf(other)], rootTrace(one, other), a.dimension);
    },
  };
}

function squaredDistance({ mean }: FeatureStatistics, { mean: other }: FeatureStatistics): number {
  return mean.reduce((sum, x, j) => sum + (x - (other[j] ?? Number.NaN)) ** 2, 0);
}

function traceOf({ covariance, dimension }: FeatureStatistics): number {
  return covariance.reduce((sum, x, i) => (i % (dimension + 1) === 0 ? sum + x : sum), 0);
}

/** The covariance as a matrix. */
export function matrixOf({ covariance, dimension }: FeatureStatistics): Matrix {
  return Matrix.from1DArray(dimension, dimension, covariance);
}

/** The sum of the singular values of `LᵀL'`, with `L = V √λ` and what is below d u of the largest eigenvalue left out. */
function rootTraceByFactors(a: FeatureStatistics, b: FeatureStatistics): number {
  const [one, other] = [factorOf(a), factorOf(b)];
  const { sigmas } = svd(one.transpose().mmul(other).to2DArray());
  return sigmas.reduce((sum, sigma) => sum + sigma, 0);
}

function factorOf(moments: FeatureStatistics): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrixOf(moments), {
    assumeSymmetric: true,
  });
  const least = Math.max(...realEigenvalues) * moments.dimension * 2 ** -52;
  const roots = realEigenvalues.map((value) => (value > least ? Math.sqrt(value) : 0));
  return eigenvectorMatrix.mulRowVector(roots);
}

/** A copy with another covariance, entry by entry. */
export function withCovariance(
  moments: FeatureStatistics,
  change: (entry: number, isDiagonal: boolean) => number,
): FeatureStatistics {
  const { covariance, dimension } = moments;
  return { ...moments, covariance: covariance.map((x, i) => change(x, i % (dimension + 1) === 0)) };
}
