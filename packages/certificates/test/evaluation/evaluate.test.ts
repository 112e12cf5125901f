import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { enclose } from "../../src/evaluation/enclose.ts";
import { gradient } from "../../src/evaluation/gradient.ts";
import { linearMapOf } from "../../src/evaluation/linear-map-of.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { LAYER_MODELS } from "../support/layer-models.ts";
import { dot, randomVector, sizeOf } from "../support/random-vector.ts";
import { predicted, randomizeWeights, savedModel } from "../support/saved-model.ts";

describe.each(LAYER_MODELS)("$name", ({ build }) => {
  it("computes what TensorFlow.js does", async () => {
    const model = build();
    randomizeWeights(model, 1);
    const network = readNetwork(await savedModel(model));
    // An axis that the model leaves open is null.
    const declared: readonly (number | null)[] = model.outputs[0]?.shape.slice(1) ?? [];
    expect(declared.map((n, axis) => n ?? network.outputShape[axis])).toEqual(network.outputShape);
    for (const scale of [1, 4]) {
      const x = randomVector(2, sizeOf(network.inputShape), scale);
      const expected = predicted(model, x);
      const y = evaluate(network, x);
      const { middle, radius } = enclose(network, x);
      const size = expected.reduce((most, entry) => Math.max(most, Math.abs(entry)), 1);
      for (const [i, entry] of expected.entries()) {
        // Float32 rounds each of up to 100 products.
        expect(Math.abs((y[i] ?? Number.NaN) - entry)).toBeLessThanOrEqual(100 * 2 ** -23 * size);
        expect(Math.abs((y[i] ?? Number.NaN) - (middle[i] ?? Number.NaN))).toBeLessThanOrEqual(2 * (radius[i] ?? 0));
        expect(radius[i]).toBeLessThanOrEqual(1e-7 * size);
      }
    }
    model.dispose();
  });

  it("has the gradient of its differences", async () => {
    const model = build();
    randomizeWeights(model, 3);
    const network = readNetwork(await savedModel(model));
    const x = randomVector(4, sizeOf(network.inputShape));
    const cotangent = randomVector(5, sizeOf(network.outputShape));
    const result = gradient(network, x, cotangent);
    expect([...result.value]).toEqual([...evaluate(network, x)]);
    const step = 1e-5;
    for (let direction = 0; direction < 3; direction++) {
      const v = randomVector(6 + direction, x.length);
      const at = (t: number): number =>
        dot(
          cotangent,
          evaluate(
            network,
            x.map((entry, i) => entry + t * (v[i] ?? 0)),
          ),
        );
      // Central differences are off by step² times a third derivative, and by roundings over step.
      expect((at(step) - at(-step)) / (2 * step)).toBeCloseTo(dot(result.gradient, v), 6);
    }
    model.dispose();
  });

  it("has linear parts whose adjoint and enclosure are right", async () => {
    const model = build();
    randomizeWeights(model, 7);
    const network = readNetwork(await savedModel(model));
    for (const operation of network.operations) {
      const map = linearMapOf(operation);
      if (map === null) continue;
      const x = randomVector(8, sizeOf(map.inputShape));
      const y = randomVector(9, sizeOf(map.outputShape));
      const image = map.apply(x);
      const scale = Math.sqrt(dot(image, image) * dot(y, y)) + 1;
      expect(Math.abs(dot(image, y) - dot(x, map.adjoint(y)))).toBeLessThanOrEqual(1e-13 * scale);
      const { middle, radius } = map.enclose(x);
      for (const [i, entry] of image.entries()) {
        expect(Math.abs(entry - (middle[i] ?? Number.NaN))).toBeLessThanOrEqual(2 * (radius[i] ?? 0));
      }
    }
    model.dispose();
  });
});
