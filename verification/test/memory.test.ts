import { startBackend } from "@lipschitz-gan/backend";
import { loadDataset } from "@lipschitz-gan/data";
import { beforeAll, describe, expect, it } from "vitest";
import { constraints, smallRun } from "./support/small-run.ts";

beforeAll(async () => {
  await startBackend("wasm", { threads: 1 });
});

describe("memory of a run", () => {
  it("stays within 60 MB of what step 50 took until step 300", async () => {
    const data = await loadDataset("mnist", { split: "test" });
    using trainer = smallRun({
      model: "cnn32",
      channels: 1,
      data,
      constraint: constraints["spectral-norm, gradient-penalty"]!,
    });
    const resident: number[] = [];
    for await (const { step } of trainer.steps(300)) {
      if (step === 50 || step === 300) resident.push(process.memoryUsage.rss());
    }
    const [after50 = 0, after300 = 0] = resident;
    expect((after300 - after50) / 2 ** 20).toBeLessThanOrEqual(60);
  });
});
