import { describe, expect, it } from "vitest";
import { createRng } from "@lipschitz-gan/core";
import { evaluatorOf } from "../../src/evaluation/internal/evaluators.ts";
import { forwardInterval } from "../../src/local/forward-interval.ts";
import { reverseInterval } from "../../src/local/reverse-interval.ts";
import type { Operation } from "../../src/network/operation.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { LAYER_MODELS } from "../support/layer-models.ts";
import { sizeOf } from "../support/random-vector.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";

describe.each(LAYER_MODELS)("forwardInterval of $name", ({ build }) => {
  it("holds what the operations make of samples in the box", async () => {
    const model = build();
    randomizeWeights(model, 1);
    const { operations } = readNetwork(await savedModel(model));
    model.dispose();
    for (const operation of operations) {
      for (const [seed, radius] of [1e-3, 0.3, 3].entries()) {
        expect(furthestOutside(operation, seed, radius)).toBeLessThanOrEqual(1e-12); // of the sample's own rounding
      }
    }
  });
});

/** By how much images of samples in a random box leave the interval, relatively. */
function furthestOutside(operation: Operation, seed: number, radius: number): number {
  const random = createRng(seed).stream("box");
  const boxes = operation.inputShapes.map((shape) => {
    const low = Float64Array.from({ length: sizeOf(shape) }, () => random.normal());
    return { low, high: low.map((entry) => entry + radius * random.uniform()) };
  });
  const { low, high } = forwardInterval(operation, boxes);
  let furthest = 0;
  for (let k = 0; k < 20; k++) {
    const samples = boxes.map((box) =>
      box.low.map((from, i) => from + ([0, 1, random.uniform()][random.int(3)] ?? 0) * ((box.high[i] ?? 0) - from)),
    );
    for (const [i, entry] of evaluatorOf(operation).value(samples).entries()) {
      const outside = Math.max((low[i] ?? Number.NaN) - entry, entry - (high[i] ?? Number.NaN));
      furthest = Math.max(furthest, outside / (1 + Math.abs(entry)));
    }
  }
  return furthest;
}

describe("reverseInterval", () => {
  it("turns the sign for what is subtracted", () => {
    const operation: Operation = {
      name: "difference",
      kind: "Subtract",
      inputs: [0, 0],
      inputShapes: [[1], [1]],
      outputShape: [1],
      action: { type: "merge", merge: "difference" },
      isVaried: true,
    };
    const box = { low: Float64Array.of(0), high: Float64Array.of(1) };
    const [first, second] =
      reverseInterval(operation, [box, box], { low: Float64Array.of(2), high: Float64Array.of(5) }) ?? [];
    expect(first?.low[0]).toBeCloseTo(2, 5);
    expect(first?.high[0]).toBeCloseTo(5, 5);
    expect(second?.low[0]).toBeCloseTo(-5, 5);
    expect(second?.high[0]).toBeCloseTo(-2, 5);
  });
});
