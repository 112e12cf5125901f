import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { datasetNames, describeDatasets, loadDataset, type DatasetName, type DatasetStatus } from "@lipschitz-gan/data";
import { idxFiles, writeFiles } from "./support/idx.ts";
import { tempFolder } from "./support/temp-folder.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const statusOf = async (wanted: DatasetName): Promise<DatasetStatus | undefined> =>
  (await describeDatasets()).find(({ name }) => name === wanted);

describe("describeDatasets", () => {
  it("tells that CIFAR-10 is missing, what is missing and what to do", async () => {
    const cache = tempFolder();
    vi.stubEnv("XDG_CACHE_HOME", cache);
    const all = await describeDatasets();
    expect(all.map(({ name }) => name)).toEqual(datasetNames);
    const cifar10 = all.find(({ name }) => name === "cifar10");
    expect(cifar10).toMatchObject({ available: false, nTrain: 50_000, nTest: 10_000, sampleShape: [32, 32, 3] });
    expect(cifar10?.reason).toBe(`${join(cache, "lipschitz-gan", "cifar10")}: must be a folder, received ENOENT`);
    expect(cifar10?.remedy).toMatch(/datasets fetch cifar10/);
    expect(cifar10).not.toHaveProperty("location");
  });

  it("finds what lies in the cache folder, and is not content with a part", async () => {
    const cache = tempFolder();
    vi.stubEnv("XDG_CACHE_HOME", cache);
    const cifar10 = join(cache, "lipschitz-gan", "cifar10");
    mkdirSync(cifar10, { recursive: true });
    for (const i of [1, 2, 3, 4, 5]) writeFileSync(join(cifar10, `data_batch_${i}.bin`), "");
    expect(await statusOf("cifar10")).toMatchObject({
      available: false,
      reason: expect.stringMatching(/test_batch\.bin/),
    });
    writeFileSync(join(cifar10, "test_batch.bin"), "");
    expect(await statusOf("cifar10")).toMatchObject({ available: true, location: cifar10 });
  });

  it("prefers a user's Fashion-MNIST to the system's, and both are what is loaded", async () => {
    const cache = tempFolder();
    vi.stubEnv("XDG_CACHE_HOME", cache);
    const fashion = join(cache, "lipschitz-gan", "fashion-mnist");
    mkdirSync(fashion, { recursive: true });
    writeFiles(fashion, { ...idxFiles("train", 5), ...idxFiles("t10k", 2) });
    const status = await statusOf("fashion-mnist");
    expect(status).toMatchObject({ available: true, location: fashion });
    expect(await loadDataset("fashion-mnist")).toMatchObject({ size: 5, source: `${fashion}, train split` });
  });

  it("describes a sample as loadDataset gives it", async () => {
    const all = await describeDatasets();
    const here = all.filter(({ name }) => name === "mnist" || name === "ring8" || name === "swiss-roll");
    expect(here).toHaveLength(3);
    const loaded = await Promise.all(here.map(({ name }) => loadDataset(name, { split: "test" })));
    expect(here.map(({ sampleShape }) => sampleShape)).toEqual(loaded.map(({ sampleShape }) => sampleShape));
  });
});
