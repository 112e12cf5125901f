/** Mean and covariance of features, all that the Fréchet distance sees of them. */
export interface FeatureStatistics {
  /** Number of samples, an integer >= 2. */
  readonly count: number;
  /** Number of features d, an integer >= 1. */
  readonly dimension: number;
  /** Mean of each feature, length d. */
  readonly mean: Float64Array;
  /** Unbiased covariance, the sum of products divided by `count - 1`: d² entries row by row, symmetric. */
  readonly covariance: Float64Array;
}
