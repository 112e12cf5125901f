import * as tf from "@tensorflow/tfjs-core";
import type { FeatureExtractor, SampleSource } from "@lipschitz-gan/metrics";

/** Rows as a source that hands out copies. */
export function rowsSource(rows: readonly (readonly number[])[]): SampleSource {
  return {
    count: rows.length,
    batch: (from, size) => tf.tensor2d(rows.slice(from, from + size).map((row) => Array.from(row))),
  };
}

/** A classifier of points: its features are their coordinates, its probabilities a softmax of them. */
export function fakeClassifier(dimension: number, overrides: Partial<FeatureExtractor> = {}): FeatureExtractor {
  return {
    card: { name: "fake", sha256: "ab".repeat(32), accuracy: 0.5 },
    dimension,
    nClasses: dimension,
    resize: "none",
    dtype: "float32",
    extract: (samples) => ({
      features: tf.clone(samples as tf.Tensor2D),
      probabilities: tf.softmax(samples as tf.Tensor2D),
    }),
    dispose: nothing,
    [Symbol.dispose]: nothing,
    ...overrides,
  };
}

function nothing(): void {}
