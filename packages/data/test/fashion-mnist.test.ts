import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadDataset } from "@lipschitz-gan/data";

const folder = "/usr/share/datasets/fashion-mnist";

describe.skipIf(!existsSync(folder))("Fashion-MNIST of Debian's dataset-fashion-mnist", () => {
  it("has 60 000 and 10 000 pictures, the same number of each class", async () => {
    const [train, test] = await Promise.all([
      loadDataset("fashion-mnist", { folder }),
      loadDataset("fashion-mnist", { folder, split: "test" }),
    ]);
    expect([train.size, test.size]).toEqual([60_000, 10_000]);
    const { labels, values } = test.batch({ batchSize: 10_000, step: 0, seed: 0 });
    const counts = Array.from({ length: 10 }, (_, kind) => labels.filter((label) => label === kind).length);
    expect(counts).toEqual(Array.from({ length: 10 }, () => 1000));
    expect(values.reduce((largest, value) => Math.max(largest, value), -1)).toBe(1);
  });
});
