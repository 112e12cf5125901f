import "@tensorflow/tfjs-backend-cpu";
import { ring } from "@lipschitz-gan/data";
import { pointsExtractor } from "@lipschitz-gan/metrics";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { trainEvaluator } from "../../src/commands/train-evaluator.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";

type Load = NonNullable<Parameters<typeof trainEvaluator>[3]>;

function bake(): Promise<tfl.LayersModel> {
  return Promise.resolve(tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [2], name: "first" })] }));
}

/** As much of a run as the evaluator takes. */
function evaluatorOf(load: Load, log: (line: string) => void) {
  const generator = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [2] })] });
  const data = ring();
  const draw = vi.spyOn(data, "batch");
  const prepared = { critic: { bake }, data, generator };
  // The run's own seed must not matter.
  const plan = { config: resolveConfig({ dataset: "ring8", evaluateSamples: 50, seed: 9 }), folder: "nowhere" };
  const evaluator = trainEvaluator(plan, prepared as unknown as Parameters<typeof trainEvaluator>[1], log, load);
  return { evaluator, draw };
}

describe("trainEvaluator", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
  });

  it("scores samples of seed 0, reads the real ones once, and leaves no tensor behind", async () => {
    const log = vi.fn<(line: string) => void>();
    const { evaluator, draw } = evaluatorOf(() => Promise.resolve(pointsExtractor(2)), log);
    const before = tf.memory().numTensors;
    const first = await evaluator.evaluate();
    expect(await evaluator.evaluate()).toMatchObject({ scores: first?.scores });
    expect(tf.memory().numTensors).toBe(before);
    expect(draw.mock.calls).toEqual([[{ batchSize: 50, step: 0, seed: 0 }]]);
    // Fifty fresh points get nearly what the distribution itself gets, a generator that was never trained nothing.
    expect(first?.scores.map(({ floor }) => floor?.name)).toEqual(first?.scores.map(({ name }) => name));
    for (const { floor, protocol } of first?.scores ?? []) expect(floor?.protocol).toEqual(protocol);
    expect(first?.scores.find(({ name }) => name === "modes-ring8")?.floor?.value).toBe(8);
    expect(first?.scores.map(({ name }) => name)).toEqual([
      "modes-ring8",
      "high-quality-ring8",
      "precision-points",
      "recall-points",
      "density-points",
      "coverage-points",
    ]);
    for (const { protocol } of first?.scores ?? []) expect(protocol).toMatchObject({ nFake: 50, seed: 0 });
    expect(first?.effectiveRank["first"]).toBeGreaterThan(1);
    expect(log).not.toHaveBeenCalled();
  });

  it("frees the extractor, also where there was no evaluation", async () => {
    const dispose = vi.fn<() => void>();
    const { evaluator } = evaluatorOf(
      () => Promise.resolve({ ...pointsExtractor(2), dispose }),
      () => {},
    );
    evaluator.dispose();
    expect(dispose).not.toHaveBeenCalled();
    await evaluator.evaluate();
    evaluator.dispose();
    expect(dispose).toHaveBeenCalledOnce();
  });

  it("says once that the samples cannot be evaluated, and lets the training go on", async () => {
    const log = vi.fn<(line: string) => void>();
    const load = vi.fn<Load>(() => Promise.reject(new Error("no weights\nhere")));
    const { evaluator } = evaluatorOf(load, log);
    expect([await evaluator.evaluate(), await evaluator.evaluate()]).toEqual([undefined, undefined]);
    expect(load).toHaveBeenCalledOnce();
    expect(log.mock.calls).toEqual([["the samples are not evaluated: no weights here"]]);
  });
});
