import { ShapeError } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type { FeatureExtractor } from "../extractors/feature-extractor.ts";

/**
 * The extractor of samples that are their own features: points in the plane.
 *
 * @param dimension - number of coordinates of a point, an integer >= 1
 * @returns an extractor named `"points"`, without weights, that hands on what it is given
 * @throws RangeError if the dimension is no such integer
 *
 * @example
 * ```ts
 * import { pointsExtractor } from "@lipschitz-gan/metrics";
 *
 * pointsExtractor(2).card; // => { name: "points", sha256: null, accuracy: null }
 * ```
 * @see Kynkäänniemi et al. (2019), Improved Precision and Recall Metric for Assessing Generative Models, figure 1: manifolds estimated on points in the plane, https://arxiv.org/abs/1904.06991
 */
export function pointsExtractor(dimension: number): FeatureExtractor {
  if (!(Number.isSafeInteger(dimension) && dimension >= 1)) {
    throw new RangeError(`pointsExtractor: dimension must be an integer >= 1, received ${dimension}`);
  }
  return {
    card: { name: "points", sha256: null, accuracy: null },
    dimension,
    nClasses: 0,
    resize: "none",
    dtype: "float32",
    extract: (samples) => {
      if (samples.rank !== 2 || samples.shape[1] !== dimension) {
        throw new ShapeError("pointsExtractor", `[n, ${dimension}]`, samples.shape);
      }
      return { features: tf.clone(samples as tf.Tensor2D) }; // its rank is checked above
    },
    dispose: nothing,
    [Symbol.dispose]: nothing,
  };
}

/** There are no weights to free. */
function nothing(): void {}
