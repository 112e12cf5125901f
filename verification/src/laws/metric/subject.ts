import type { FeatureStatistics, Score } from "@lipschitz-gan/metrics";

/** A value with its spread over splits or subsets. */
export interface Spread {
  readonly value: number;
  readonly std: number;
}

/** Metrics of generative models, under test. */
export interface MetricSubject {
  /** Mean and covariance of rows that come in batches. */
  readonly accumulateStatistics: (dimension: number) => {
    add(features: ArrayLike<number>): void;
    finish(): FeatureStatistics;
  };
  /** The Fréchet distance of two normal distributions. */
  readonly frechetDistance: (a: FeatureStatistics, b: FeatureStatistics) => number;
  /** The Inception Score of rows that come in batches. */
  readonly accumulateInceptionScore: (
    nClasses: number,
    options: { readonly count: number; readonly splits?: number },
  ) => { add(probabilities: ArrayLike<number>): void; finish(): Spread };
  /** The Inception Score. */
  readonly inceptionScore: (
    probabilities: ArrayLike<number>,
    nClasses: number,
    options?: { readonly splits?: number },
  ) => Spread;
  /** The Kernel Inception Distance. */
  readonly kernelDistance: (
    real: ArrayLike<number>,
    fake: ArrayLike<number>,
    dimension: number,
    options?: { readonly subsets?: number; readonly subsetSize?: number; readonly seed?: number },
  ) => Spread;
  /** Improved precision and recall. */
  readonly precisionRecall: (
    real: ArrayLike<number>,
    fake: ArrayLike<number>,
    dimension: number,
    options?: { readonly neighbours?: number },
  ) => { readonly precision: number; readonly recall: number };
  /** Density and coverage. */
  readonly densityCoverage: (
    real: ArrayLike<number>,
    fake: ArrayLike<number>,
    dimension: number,
    options?: { readonly neighbours?: number },
  ) => { readonly density: number; readonly coverage: number };
  /** Precision, recall, density and coverage, of one pass over the distances. */
  readonly neighbourScores: (
    real: ArrayLike<number>,
    fake: ArrayLike<number>,
    dimension: number,
    options?: { readonly manifoldNeighbours?: number; readonly ballNeighbours?: number },
  ) => { readonly precision: number; readonly recall: number; readonly density: number; readonly coverage: number };
  /** Which of two scores is better, if they can be compared. */
  readonly compareScores: (
    a: Score,
    b: Score,
  ) => { readonly difference: number; readonly better: "a" | "b" | "equal"; readonly combinedStd?: number };
  /** All singular values of a matrix. */
  readonly singularValues: (matrix: ArrayLike<number>, rows: number, columns: number) => ArrayLike<number>;
  /** The entropy of a spectrum, in nats. */
  readonly spectrumEntropy: (values: ArrayLike<number>) => number;
  /** The exponential of the entropy of a spectrum. */
  readonly effectiveRank: (values: ArrayLike<number>) => number;
}
