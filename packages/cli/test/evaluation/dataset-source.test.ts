import "@tensorflow/tfjs-backend-cpu";
import { type Dataset, loadDataset, ring } from "@lipschitz-gan/data";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { datasetSource, type DatasetSourceOptions } from "../../src/evaluation/dataset-source.ts";
import { idx, idxFolder } from "../support/idx-folder.ts";
import { tempFolder } from "../support/temp-folder.ts";

async function read(data: Dataset, options: DatasetSourceOptions, batchSize = 7): Promise<readonly number[]> {
  const source = datasetSource(data, options);
  const values: number[] = [];
  for (let from = 0; from < source.count; from += batchSize) {
    const samples = await source.batch(from, Math.min(batchSize, source.count - from));
    expect(samples.shape.slice(1)).toEqual(data.sampleShape);
    values.push(...(await samples.data<"float32">()));
    samples.dispose();
  }
  return values;
}

describe("datasetSource", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
  });

  it("takes every picture at most once, and no more than there are, however they are cut into batches", async () => {
    // Each picture has a brightness of its own.
    const distinct = idx(
      [8, 28, 28],
      Uint8Array.from({ length: 8 * 784 }, (_, i) => 30 * Math.floor(i / 784)),
    );
    const folder = idxFolder(tempFolder(), { "train-images-idx3-ubyte": distinct });
    const pictures = await loadDataset("mnist", { folder });
    const source = datasetSource(pictures, { count: 100, seed: 3 });
    expect(source.count).toBe(8);
    const whole = pictures.batch({ batchSize: 8, step: 0, seed: 3 }).values;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async (batchSize) => {
        expect(await read(pictures, { count: 100, seed: 3 }, batchSize)).toEqual([...whole]);
      }),
      { numRuns: 9 },
    );
  });

  it("draws points of the seed, and fresh ones at another draw", async () => {
    const points = await read(ring(), { count: 20, seed: 3 });
    expect(points).toEqual([...ring().batch({ batchSize: 20, step: 0, seed: 3 }).values]);
    expect(await read(ring(), { count: 20, seed: 3 }, 20)).toEqual(points);
    expect(await read(ring(), { count: 20, seed: 3, draw: 1 })).not.toEqual(points);
    expect(await read(ring(), { count: 20, seed: 4 })).not.toEqual(points);
  });
});
