import type { ExtractorCard } from "../score/protocol.ts";
import type { FeatureStatistics } from "../statistics/feature-statistics.ts";

/** What metrics need to know of a set of samples, seen through one extractor. */
export interface FeatureSet {
  /** Number of samples. */
  readonly count: number;
  /** Number of features of a sample. */
  readonly dimension: number;
  /** Mean and covariance of the features of all samples. */
  readonly statistics: FeatureStatistics;
  /** Features of the first samples, row by row, for metrics that compare samples one by one. */
  readonly kept: Float32Array;
  /** Inception Score of all samples; left out where the extractor is no classifier. */
  readonly inceptionScore?: FeatureSetInceptionScore;
  /** What computed the features. */
  readonly extractor: ExtractorCard;
  /** What was done to a sample before the extractor's network saw it. */
  readonly resize: string;
  /** The type of the features' numbers. */
  readonly dtype: string;
}

/** The Inception Score of a set of samples, which needs no other set. */
export interface FeatureSetInceptionScore {
  /** Mean over the splits, in `[1, nClasses]`. */
  readonly value: number;
  /** Standard deviation over the splits. */
  readonly std: number;
  /** Into how many splits the samples were cut. */
  readonly splits: number;
}
