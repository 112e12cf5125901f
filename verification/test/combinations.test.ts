import { startBackend } from "@lipschitz-gan/backend";
import { describeDatasets, grid, loadDataset, ring, swissRoll } from "@lipschitz-gan/data";
import { type BatchSource, lossNames } from "@lipschitz-gan/training";
import { beforeAll, describe, expect, it } from "vitest";
import { constraints, smallRun, type SmallRun } from "./support/small-run.ts";

beforeAll(async () => {
  await startBackend("wasm", { threads: 1 });
});

const datasets = await describeDatasets();
const isHere = (name: string): boolean => datasets.some((status) => status.name === name && status.available);

async function lossesOfTwoSteps(run: SmallRun): Promise<number[]> {
  using trainer = smallRun(run);
  const losses: number[] = [];
  for await (const report of trainer.steps(2)) losses.push(report.criticLoss, report.generatorLoss);
  return losses;
}

describe.each(Object.entries(constraints))("the loop under %s", (_name, constraint) => {
  it.each(lossNames)("trains points with the loss %s", async (loss) => {
    const losses = await lossesOfTwoSteps({ model: "mlp", data: ring(), constraint, loss });
    expect(losses).toHaveLength(4);
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it("trains images of one and of three channels, 32 and 48 pixels wide", async () => {
    const mnist = await loadDataset("mnist", { split: "test" });
    const gray = await lossesOfTwoSteps({ model: "cnn32", channels: 1, data: mnist, constraint });
    const color = await lossesOfTwoSteps({ model: "cnn48", channels: 3, data: colorNoise(48), constraint });
    expect([...gray, ...color].every(Number.isFinite)).toBe(true);
  });
});

describe("the loop on every data set", () => {
  it.each([
    ["ring8", ring()],
    ["grid25", grid()],
    ["swiss-roll", swissRoll()],
  ] as const)("trains on %s", async (_name, data) => {
    const losses = await lossesOfTwoSteps({ model: "mlp", data, constraint: constraints["spectral-norm"]! });
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it.skipIf(!isHere("fashion-mnist"))("trains on Fashion-MNIST", async () => {
    const data = await loadDataset("fashion-mnist", { split: "test" });
    const losses = await lossesOfTwoSteps({
      model: "cnn32",
      channels: 1,
      data,
      constraint: constraints["spectral-norm"]!,
    });
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it.skipIf(!isHere("cifar10"))("trains on CIFAR-10", async () => {
    const data = await loadDataset("cifar10", { split: "test" });
    const losses = await lossesOfTwoSteps({
      model: "cnn32",
      channels: 3,
      data,
      constraint: constraints["spectral-norm"]!,
    });
    expect(losses.every(Number.isFinite)).toBe(true);
  });
});

/** Colour images whose pixels are a fixed function of their place. */
function colorNoise(size: number): BatchSource {
  return {
    batch: ({ batchSize, step }) => ({
      values: Float32Array.from({ length: batchSize * size * size * 3 }, (_, i) => Math.sin(i * i + step)),
      shape: [batchSize, size, size, 3],
    }),
  };
}
