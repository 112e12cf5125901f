import { describe, expect, it } from "vitest";
import { applyOperation, evaluate } from "../../src/checker/evaluate.ts";
import { adjointOf, applyMap, exactly } from "../../src/checker/linear-map.ts";
import { readModel } from "../../src/checker/read-model.ts";
import { enclose } from "../../src/evaluation/enclose.ts";
import { operationRule } from "../../src/network/operation-rule.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { LAYER_MODELS } from "../support/layer-models.ts";
import { dot, randomVector, sizeOf } from "../support/random-vector.ts";
import { predicted, randomizeWeights, savedModel } from "../support/saved-model.ts";

const enough = { left: Infinity };

describe.each(LAYER_MODELS)("$name", ({ build }) => {
  it("is read as the issuer reads it, and its rules are no larger than the issuer's", async () => {
    const model = build();
    randomizeWeights(model, 1);
    const artifacts = await savedModel(model);
    const issued = readNetwork(artifacts);
    const network = readModel(artifacts, issued.inputShape);
    const plain = ({ name, kind, inputs, inputShapes }: (typeof network.operations)[number]): unknown => {
      return { name, kind, inputs, inputShapes };
    };
    expect(network.name).toBe(issued.name);
    expect(network.operations.map(plain)).toEqual(
      issued.operations.map(({ name, kind, inputs, inputShapes }) => ({ name, kind, inputs, inputShapes })),
    );
    for (const [i, operation] of issued.operations.entries()) {
      const own = network.operations[i];
      expect(own?.shape).toEqual(operation.outputShape);
      const rule = operationRule(operation);
      expect(own?.convolution === null).toBe(rule !== null);
      if (rule === null) continue;
      expect(own?.lower).toBe(rule.lower);
      // The issuer's slack, of which 0 and 1 have none; it bounds what TensorFlow.js makes of float32 numbers, too.
      const claimed = rule.upper === 0 || rule.upper === 1 ? rule.upper : rule.upper * (1 + 2 ** -40);
      expect(own?.upper).toBeLessThanOrEqual(claimed);
      expect(own?.upper).toBeGreaterThanOrEqual(rule.upper * (1 - 1e-7));
    }
    model.dispose();
  });

  it("computes what TensorFlow.js does", async () => {
    const model = build();
    randomizeWeights(model, 2);
    const artifacts = await savedModel(model);
    const network = readModel(artifacts, readNetwork(artifacts).inputShape);
    for (const scale of [1, 4]) {
      const x = randomVector(3, sizeOf(network.inputShape), scale);
      const expected = predicted(model, x);
      const { middle, radius } = evaluate(network, x, new Map(), enough);
      const size = expected.reduce((most, entry) => Math.max(most, Math.abs(entry)), 1);
      expect(middle.length).toBe(expected.length);
      for (const [i, entry] of expected.entries()) {
        // Float32 rounds each of up to 100 products.
        expect(Math.abs((middle[i] ?? Number.NaN) - entry)).toBeLessThanOrEqual(100 * 2 ** -23 * size);
        expect(radius[i]).toBeLessThanOrEqual(1e-13 * size);
      }
    }
    model.dispose();
  });

  it("is enclosed about as tightly as by the issuer, so that what the issuer claims is confirmed", async () => {
    const model = build();
    randomizeWeights(model, 5);
    const artifacts = await savedModel(model);
    const issued = readNetwork(artifacts);
    const network = readModel(artifacts, issued.inputShape);
    const x = randomVector(6, sizeOf(network.inputShape));
    const [own, others] = [evaluate(network, x, new Map(), enough), enclose(issued, x)];
    for (const [i, radius] of own.radius.entries()) {
      const wider = others.radius[i] ?? 0;
      expect(Math.abs((own.middle[i] ?? 0) - (others.middle[i] ?? 0))).toBeLessThanOrEqual(radius + wider);
      // A few roundings more matter less than the slack of claims.
      expect(radius).toBeLessThanOrEqual(2.5 * wider + 2 ** -53 * Math.abs(own.middle[i] ?? 0) + 1e-290);
    }
    model.dispose();
  });

  it("maps boxes to boxes that hold the images of their points", async () => {
    const model = build();
    randomizeWeights(model, 7);
    const artifacts = await savedModel(model);
    const network = readModel(artifacts, readNetwork(artifacts).inputShape);
    for (const operation of network.operations) {
      const boxes = operation.inputShapes.map((shape, i) => {
        const middle = randomVector(8 + i, sizeOf(shape));
        return { middle, radius: randomVector(9 + i, middle.length, 0.3).map(Math.abs) };
      });
      const image = applyOperation(operation, boxes, enough);
      for (let k = 0; k < 5; k++) {
        const points = boxes.map(({ middle, radius }, i) => {
          const share = randomVector(20 + 10 * k + i, middle.length);
          return exactly(middle.map((m, e) => m + Math.max(-1, Math.min(1, share[e] ?? 0)) * (radius[e] ?? 0)));
        });
        const point = applyOperation(operation, points, enough);
        for (const [e, y] of point.middle.entries()) {
          const room = (image.radius[e] ?? 0) + (point.radius[e] ?? 0) + 1e-15; // the points have a rounding
          expect(Math.abs(y - (image.middle[e] ?? 0))).toBeLessThanOrEqual(room);
        }
      }
    }
    model.dispose();
  });

  it("has linear maps whose adjoints are right", async () => {
    const model = build();
    randomizeWeights(model, 4);
    const artifacts = await savedModel(model);
    const network = readModel(artifacts, readNetwork(artifacts).inputShape);
    for (const { action } of network.operations) {
      if (action.type !== "linear" || action.map === null) continue;
      const adjoint = adjointOf(action.map);
      const x = randomVector(5, action.map.inputSize);
      const y = randomVector(6, action.map.outputSize);
      const image = applyMap(action.map, exactly(x), enough).middle;
      const back = applyMap(adjoint, exactly(y), enough).middle;
      const scale = Math.sqrt(dot(image, image) * dot(y, y)) + 1;
      expect(Math.abs(dot(image, y) - dot(x, back))).toBeLessThanOrEqual(1e-13 * scale);
    }
    model.dispose();
  });
});
