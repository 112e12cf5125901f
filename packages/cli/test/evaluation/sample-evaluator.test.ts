import "@tensorflow/tfjs-backend-cpu";
import { ring } from "@lipschitz-gan/data";
import { neighbourScores, pointsExtractor } from "@lipschitz-gan/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { datasetSource } from "../../src/evaluation/dataset-source.ts";
import { metricsOf } from "../../src/evaluation/evaluation-metrics.ts";
import { sampleEvaluator, type SampleEvaluatorOptions } from "../../src/evaluation/sample-evaluator.ts";

const data = ring();
const options: SampleEvaluatorOptions = {
  data,
  split: "train",
  extractor: pointsExtractor(2),
  metrics: metricsOf("ring8"),
  samples: 40,
  seed: 4,
};

describe("sampleEvaluator", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
  });

  it("scores samples against the real ones of the seed, which it reads once", async () => {
    const draw = vi.spyOn(data, "batch");
    const evaluator = await sampleEvaluator(options);
    const source = datasetSource(ring(), { count: 30, seed: 8 });
    const scores = await evaluator.score(source, "some");
    expect(await evaluator.score(source, "some")).toEqual(scores);
    expect(draw.mock.calls).toEqual([[{ batchSize: 40, step: 0, seed: 4 }]]);
    draw.mockRestore();
    const [real, fake] = [
      data.batch({ batchSize: 40, step: 0, seed: 4 }),
      data.batch({ batchSize: 30, step: 0, seed: 8 }),
    ];
    const expected = neighbourScores(real.values, fake.values, 2);
    for (const [name, value] of Object.entries(expected)) {
      const score = scores.find((one) => one.name === `${name}-points`);
      expect(score).toMatchObject({
        value,
        protocol: { dataset: "ring8", nReal: 40, nFake: 30, split: "train", seed: 4 },
      });
    }
    expect(scores).toHaveLength(6);
  });

  it("tells its parts, each from its beginning to its end", async () => {
    const told: (readonly [string, number, number])[] = [];
    const onPart = (name: string) => (done: number, total: number) => told.push([name, done, total]);
    const evaluator = await sampleEvaluator({ ...options, batchSize: 25, onPart });
    await evaluator.score(datasetSource(data, { count: 10, seed: 0 }), "generated");
    expect(told).toEqual([
      ["features of 40 real samples", 25, 40],
      ["features of 40 real samples", 40, 40],
      ["features of 10 generated samples", 10, 10],
      ["scores of 10 generated samples", 0, 3],
      ["scores of 10 generated samples", 1, 3],
      ["scores of 10 generated samples", 2, 3],
      ["scores of 10 generated samples", 3, 3],
    ]);
  });
});
