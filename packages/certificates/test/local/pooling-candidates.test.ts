import { describe, expect, it } from "vitest";
import { evaluatorOf } from "../../src/evaluation/internal/evaluators.ts";
import { forEachPoolingWindow } from "../../src/local/pooling-candidates.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { LAYER_MODELS } from "../support/layer-models.ts";
import { randomVector, sizeOf } from "../support/random-vector.ts";
import { savedModel } from "../support/saved-model.ts";

describe.each(LAYER_MODELS.filter(({ name }) => name.includes("Max")))("windows of $name", ({ build }) => {
  it("hold the entries whose largest is the output", async () => {
    const model = build();
    const { operations } = readNetwork(await savedModel(model));
    model.dispose();
    for (const operation of operations) {
      const { action, inputShapes, outputShape } = operation;
      if (action.type !== "maxPooling") continue;
      const shape = inputShapes[0] ?? [];
      const x = randomVector(3, sizeOf(shape));
      const largest = new Float64Array(sizeOf(outputShape));
      forEachPoolingWindow(action, shape, (output, entries) => {
        largest[output] = Math.max(...entries.map((entry) => x[entry] ?? Number.NaN));
      });
      expect([...largest]).toEqual([...evaluatorOf(operation).value([x])]);
    }
  });
});
