import "@tensorflow/tfjs-backend-cpu";
import {
  collectFeatures,
  type CollectFeaturesOptions,
  densityCoverage,
  type FeatureSet,
  frechetDistance,
  kernelDistance,
  type LinearAlgebra,
  type MetricName,
  plainLinearAlgebra,
  precisionRecall,
  scoresOf,
} from "@lipschitz-gan/metrics";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fakeClassifier, rowsSource } from "../support/fake-extractor.ts";

/** Points that are spread without order, the same at every run. */
function cloud(count: number, shift: number): readonly (readonly number[])[] {
  return Array.from({ length: count }, (_, i) => [
    Math.fround(Math.sin(37 * i) + shift),
    Math.fround(Math.cos(11 * i)),
  ]);
}

async function setOf(count: number, shift: number, options: CollectFeaturesOptions = {}): Promise<FeatureSet> {
  return collectFeatures(rowsSource(cloud(count, shift)), fakeClassifier(2), options);
}

const setting = { dataset: "clouds", split: "test", seed: 7 } as const;
const extractor = { name: "fake", sha256: "ab".repeat(32), accuracy: 0.5 };
const shared = { dataset: "clouds", split: "test", seed: 7, resize: "none", dtype: "float32", extractor };

describe("scoresOf", () => {
  let real: FeatureSet;
  let fake: FeatureSet;
  beforeAll(async () => {
    await tf.setBackend("cpu");
    real = await setOf(40, 0, { keep: 30 });
    fake = await setOf(50, 0.5, { keep: 20 });
  });

  it("gives every metric with its whole protocol, and the counts of the samples that it used", () => {
    const scores = scoresOf(real, fake, { ...setting, kernelSubsets: 4, kernelSubsetSize: 10 });
    const { precision, recall } = precisionRecall(real.kept, fake.kept, 2);
    const { density, coverage } = densityCoverage(real.kept, fake.kept, 2);
    const kid = kernelDistance(real.kept, fake.kept, 2, { subsets: 4, subsetSize: 10, seed: 7 });
    const kept = { ...shared, nReal: 30, nFake: 20 };
    expect(scores).toEqual([
      {
        name: "IS-fake",
        value: fake.inceptionScore?.value,
        std: fake.inceptionScore?.std,
        protocol: { ...shared, nReal: 0, split: "none", nFake: 50, parameters: { splits: 10 } },
      },
      {
        name: "FID-fake",
        value: frechetDistance(real.statistics, fake.statistics),
        protocol: { ...shared, nReal: 40, nFake: 50, parameters: {} },
      },
      {
        name: "KID-fake",
        value: kid.value,
        std: kid.std,
        protocol: { ...kept, parameters: { subsets: 4, subsetSize: 10, degree: 3 } },
      },
      { name: "precision-fake", value: precision, protocol: { ...kept, parameters: { neighbours: 3 } } },
      { name: "recall-fake", value: recall, protocol: { ...kept, parameters: { neighbours: 3 } } },
      { name: "density-fake", value: density, protocol: { ...kept, parameters: { neighbours: 5 } } },
      { name: "coverage-fake", value: coverage, protocol: { ...kept, parameters: { neighbours: 5 } } },
    ]);
  });

  it("writes the parameters down that were used, not those that were asked for", () => {
    const [whole] = scoresOf(real, fake, { ...setting, metrics: ["kid"] });
    // 100 subsets of 1000 would all be everything
    expect(whole?.protocol.parameters).toEqual({ subsets: 1, subsetSize: 30, degree: 3 });
    const [part] = scoresOf(real, fake, { ...setting, metrics: ["kid"], kernelSubsetSize: 25, kernelSubsets: 2 });
    expect(part?.protocol.parameters).toEqual({ subsets: 2, subsetSize: 20, degree: 3 });
    const balls = scoresOf(real, fake, { ...setting, manifoldNeighbours: 2, ballNeighbours: 4 }).slice(3);
    expect(balls.map(({ protocol }) => protocol.parameters["neighbours"])).toEqual([2, 2, 4, 4]);
    expect(balls[0]?.value).toBe(precisionRecall(real.kept, fake.kept, 2, { neighbours: 2 }).precision);
    expect(balls[2]?.value).toBe(densityCoverage(real.kept, fake.kept, 2, { neighbours: 4 }).density);
  });

  it("takes another linear algebra for the Fréchet distance", () => {
    const asked: string[] = [];
    const linearAlgebra: LinearAlgebra = {
      ...plainLinearAlgebra,
      factorize: (...args) => {
        asked.push("factorize");
        return plainLinearAlgebra.factorize(...args);
      },
    };
    scoresOf(real, fake, { ...setting, metrics: ["fid"], linearAlgebra });
    expect(asked).not.toEqual([]);
  });

  it("leaves out the Inception Score of an extractor that is no classifier, and refuses it where it is asked for", () => {
    const { inceptionScore: _, ...without } = fake;
    expect(scoresOf(real, without, setting).map(({ name }) => name)).not.toContain("IS-fake");
    expect(() => scoresOf(real, without, { ...setting, metrics: ["is"] })).toThrow(
      /^scoresOf: is needs an extractor with probabilities of classes, received fake$/,
    );
  });

  it("refuses sets that were not seen through the same extractor", () => {
    const others: readonly Partial<FeatureSet>[] = [
      { extractor: { ...extractor, sha256: "cd".repeat(32) } },
      { extractor: { ...extractor, name: "other" } },
      { resize: "centre 32x32" },
      { dtype: "float16" },
      { dimension: 1 },
    ];
    for (const other of others) {
      expect(() => scoresOf(real, { ...fake, ...other }, setting)).toThrow(
        /^scoresOf: both sets must be from the same extractor, received /,
      );
    }
  });

  it("gives what is asked for, in one order, for all choices of metrics", () => {
    const names: readonly MetricName[] = ["is", "fid", "kid", "precision", "recall", "density", "coverage"];
    fc.assert(
      fc.property(fc.shuffledSubarray([...names]), (asked) => {
        const scores = scoresOf(real, fake, { ...setting, metrics: asked });
        const titles = scores.map(({ name }) => name.replace("-fake", "").toLowerCase());
        expect(titles).toEqual(names.filter((name) => asked.includes(name)));
      }),
    );
  });
});
