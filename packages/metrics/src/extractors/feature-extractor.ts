import type * as tf from "@tensorflow/tfjs-core";
import type { ExtractorCard } from "../score/protocol.ts";

/** What an extractor makes of a batch of samples. */
export interface Extracted {
  /** Features, `[n, dimension]`, float32. */
  readonly features: tf.Tensor2D;
  /** Probabilities of the classes, `[n, nClasses]`, rows that sum to 1; left out where the extractor is no classifier. */
  readonly probabilities?: tf.Tensor2D;
}

/** Turns samples into features, in which distributions are compared. */
export interface FeatureExtractor extends Disposable {
  /** Name, hash and accuracy, which every score prints. */
  readonly card: ExtractorCard;
  /** Number of features of a sample, an integer >= 1. */
  readonly dimension: number;
  /** Number of classes; 0 where it is no classifier. */
  readonly nClasses: number;
  /** What it does to a sample before the network sees it, one line: `"none"`, `"bilinear 299x299 …"`. */
  readonly resize: string;
  /** The type of the features' numbers. */
  readonly dtype: "float32";
  /**
   * Features of a batch. A sample's features do not depend on the other samples of its batch.
   *
   * @param samples - `[n, height, width, channels]` with pixels in `[-1, 1]`, or `[n, d]` for points
   * @returns new tensors; the caller disposes them
   * @throws RangeError if the shape is not one that it takes
   */
  extract(samples: tf.Tensor): Extracted;
  /** Frees the weights. */
  dispose(): void;
}
