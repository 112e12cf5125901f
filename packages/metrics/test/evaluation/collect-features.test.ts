import "@tensorflow/tfjs-backend-cpu";
import { ShapeError } from "@lipschitz-gan/core";
import { collectFeatures, type FeatureExtractor, inceptionScore, pointsExtractor } from "@lipschitz-gan/metrics";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { fakeClassifier, rowsSource } from "../support/fake-extractor.ts";

const square = [
  [0, 0],
  [2, 0],
  [0, 2],
  [2, 2],
  [1, 1],
] as const;

describe("collectFeatures", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
  });

  it("gives mean, covariance and the first rows of all samples, those of a last smaller batch too", async () => {
    const found = await collectFeatures(rowsSource(square), pointsExtractor(2), { batchSize: 2, keep: 3 });
    expect(found).toMatchObject({ count: 5, dimension: 2, resize: "none", dtype: "float32" });
    expect(found.extractor).toEqual({ name: "points", sha256: null, accuracy: null });
    expect([...found.statistics.mean]).toEqual([1, 1]);
    // four corners at distance 1 in each coordinate, divided by 5 - 1
    expect([...found.statistics.covariance]).toEqual([1, 0, 0, 1]);
    expect(found.statistics.count).toBe(5);
    expect([...found.kept]).toEqual([0, 0, 2, 0, 0, 2]);
    expect(found).not.toHaveProperty("inceptionScore");
  });

  it("gives the Inception Score of a classifier's probabilities", async () => {
    const found = await collectFeatures(rowsSource(square), fakeClassifier(2), { batchSize: 3, splits: 2 });
    const probabilities = tf.tidy(() => tf.softmax(tf.tensor2d(square.map((row) => [...row])))).dataSync();
    expect(found.inceptionScore).toEqual({ ...inceptionScore(probabilities, 2, { splits: 2 }), splits: 2 });
  });

  it("takes ten splits, or one a sample where there are fewer", async () => {
    const few = await collectFeatures(rowsSource(square), fakeClassifier(2));
    const many = await collectFeatures(rowsSource([...square, ...square, ...square]), fakeClassifier(2));
    expect([few.inceptionScore?.splits, many.inceptionScore?.splits]).toEqual([5, 10]);
  });

  it("tells how far it is, and waits for a source that takes its time", async () => {
    const onProgress = vi.fn<(done: number, total: number) => void>();
    const quick = rowsSource(square);
    const slow = {
      count: quick.count,
      batch: (from: number, size: number) => Promise.resolve(quick.batch(from, size)),
    };
    await collectFeatures(slow, pointsExtractor(2), { batchSize: 2, onProgress });
    expect(onProgress.mock.calls).toEqual([
      [2, 5],
      [4, 5],
      [5, 5],
    ]);
  });

  it("reads tensors without blocking, as WebGPU demands, and leaves none behind", async () => {
    const blocking = vi.spyOn(tf.Tensor.prototype, "dataSync").mockImplementation(() => {
      throw new Error("dataSync: not on WebGPU");
    });
    const before = tf.memory().numTensors;
    try {
      await collectFeatures(rowsSource(square), fakeClassifier(2), { batchSize: 2 });
    } finally {
      blocking.mockRestore();
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<readonly [string, Partial<FeatureExtractor>, new (...args: never[]) => Error]>([
    [
      "throws",
      {
        extract: () => {
          throw new RangeError("no such shape");
        },
      },
      RangeError,
    ],
    ["gives features of another length", { dimension: 3 }, ShapeError],
    ["gives probabilities of other classes", { nClasses: 3 }, ShapeError],
    [
      "gives no probabilities though it has classes",
      { extract: (samples) => ({ features: tf.clone(samples as tf.Tensor2D) }) },
      ShapeError,
    ],
    [
      "gives features that are not finite",
      { nClasses: 0, extract: (samples) => ({ features: tf.log(samples as tf.Tensor2D) }) },
      RangeError,
    ],
    [
      "gives probabilities that are none",
      {
        extract: (samples) => ({
          features: tf.clone(samples as tf.Tensor2D),
          probabilities: tf.clone(samples as tf.Tensor2D),
        }),
      },
      RangeError,
    ],
  ])("leaves no tensor behind where the extractor %s", async (_, overrides, error) => {
    const before = tf.memory().numTensors;
    await expect(collectFeatures(rowsSource(square), fakeClassifier(2, overrides))).rejects.toThrow(error);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses a source that gives more than it was asked for", async () => {
    const before = tf.memory().numTensors;
    const source = { count: 4, batch: () => tf.zeros([3, 2]) };
    await expect(collectFeatures(source, pointsExtractor(2), { batchSize: 2 })).rejects.toThrow(
      /^collectFeatures: source\.batch: expected shape \[2, 2\], received \[3, 2\]$/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ["source.count", { count: 1 }, {}],
    ["source.count", { count: 2.5 }, {}],
    ["batchSize", {}, { batchSize: 0 }],
    ["batchSize", {}, { batchSize: Number.NaN }],
    ["keep", {}, { keep: 0 }],
    ["splits", {}, { splits: 1.5 }],
  ])("refuses a wrong %s", async (name, source, options) => {
    await expect(collectFeatures({ ...rowsSource(square), ...source }, fakeClassifier(2), options)).rejects.toThrow(
      new RegExp(`^collectFeatures: ${name} must be an integer >= `),
    );
  });

  it("gives the same bits however the samples are cut into batches, for all counts", async () => {
    const value = fc.float({ noNaN: true, min: -8, max: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 150 }),
        fc.integer({ min: 1, max: 160 }),
        fc.integer({ min: 1, max: 160 }),
        async (rows, batchSize, keep) => {
          const [one, other] = [
            await collectFeatures(rowsSource(rows), fakeClassifier(2), { batchSize, keep }),
            await collectFeatures(rowsSource(rows), fakeClassifier(2), { batchSize: rows.length, keep }),
          ];
          expect(one).toEqual(other);
          expect([...one.kept]).toEqual(rows.slice(0, keep).flat());
        },
      ),
    );
  });
});
