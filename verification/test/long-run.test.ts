import { startBackend } from "@lipschitz-gan/backend";
import { loadDataset, ring } from "@lipschitz-gan/data";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { constraints, smallRun } from "./support/small-run.ts";

beforeAll(async () => {
  await startBackend("wasm", { threads: 1 });
});

/** Tensors alive after each of the given steps. */
async function tensorsAfter(steps: readonly number[], run: Parameters<typeof smallRun>[0]): Promise<number[]> {
  using trainer = smallRun(run);
  const counts: number[] = [];
  for await (const { step } of trainer.steps(Math.max(...steps))) {
    if (steps.includes(step)) counts.push(tf.memory().numTensors);
  }
  return counts;
}

describe.each(Object.entries(constraints))("200 steps under %s", (_name, constraint) => {
  it("leak no tensor on points", async () => {
    const [early, late] = await tensorsAfter([2, 200], { model: "mlp", data: ring(), constraint });
    expect(late).toBe(early);
  });

  it("leak no tensor on images", async () => {
    const data = await loadDataset("mnist", { split: "test" });
    const [early, late] = await tensorsAfter([2, 200], { model: "cnn32", channels: 1, data, constraint });
    expect(late).toBe(early);
  });
});
