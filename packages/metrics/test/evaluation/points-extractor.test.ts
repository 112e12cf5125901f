import "@tensorflow/tfjs-backend-cpu";
import { ShapeError } from "@lipschitz-gan/core";
import { pointsExtractor } from "@lipschitz-gan/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

describe("pointsExtractor", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
  });

  it("hands on the points as tensors of their own", async () => {
    const points = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    using extractor = pointsExtractor(2);
    const { features, probabilities } = extractor.extract(points);
    points.dispose();
    expect([...(await features.data())]).toEqual([1, 2, 3, 4]);
    expect(probabilities).toBeUndefined();
    expect(extractor).toMatchObject({ dimension: 2, nClasses: 0, resize: "none" });
    features.dispose();
  });

  it("refuses points of another dimension, pictures, and dimensions that are none", () => {
    for (const shape of [
      [4, 3],
      [4, 2, 1],
    ]) {
      const samples = tf.zeros(shape);
      expect(() => pointsExtractor(2).extract(samples)).toThrow(ShapeError);
      samples.dispose();
    }
    for (const dimension of [0, 1.5, -1, Number.NaN]) {
      expect(() => pointsExtractor(dimension)).toThrow(
        /^pointsExtractor: dimension must be an integer >= 1, received /,
      );
    }
  });
});
