import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { evaluatorOf } from "../../src/evaluation/internal/evaluators.ts";
import { linearMapOf } from "../../src/evaluation/linear-map-of.ts";
import type { RealMap } from "../../src/evaluation/real-map.ts";
import type { Operation } from "../../src/network/operation.ts";
import { operationRule } from "../../src/network/operation-rule.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { LAYER_MODELS } from "../support/layer-models.ts";
import { dot, randomVector, sizeOf } from "../support/random-vector.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";

function spectralNorm({ apply, inputShape }: RealMap): number {
  const size = sizeOf(inputShape);
  const columns = Array.from({ length: size }, (_, j) => [
    ...apply(Float64Array.from({ length: size }, (__, i) => +(i === j))),
  ]);
  return new SingularValueDecomposition(new Matrix(columns), {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  }).norm2;
}

const lengthOf = (inputs: readonly Float64Array[]): number => Math.sqrt(inputs.reduce((sum, x) => sum + dot(x, x), 0));

/** `|f(x) − f(y)| / |x − y|` for random pairs, far and near, of all inputs together. */
function* ratios({ inputShapes, ...operation }: Operation): Generator<number> {
  const { value } = evaluatorOf({ ...operation, inputShapes });
  for (let seed = 0; seed < 200; seed++) {
    const scale = 4 ** ((seed % 5) - 2);
    const xs = inputShapes.map((shape, i) => randomVector(100 * seed + i, sizeOf(shape), scale));
    const steps = inputShapes.map((shape, i) =>
      randomVector(100 * seed + 50 + i, sizeOf(shape), seed % 2 === 0 ? scale : 1e-4),
    );
    // Along one entry as well, and with all entries positive.
    const ys = xs.map((x, i) => x.map((entry, k) => entry + (seed % 3 === 0 && k > 0 ? 0 : (steps[i]?.[k] ?? 0))));
    const shifted = [xs, ys].map((list) =>
      list.map((x) => x.map((entry) => (seed % 7 === 0 ? Math.abs(entry) : entry))),
    );
    const [from = [], to = []] = shifted;
    const distance = lengthOf(from.map((x, i) => x.map((entry, k) => entry - (to[i]?.[k] ?? 0))));
    if (distance === 0) continue;
    const [a, b] = [value(from), value(to)];
    const lost = 2 ** -45 * (lengthOf([a]) + lengthOf([b])); // by roundings of both, with some to spare
    yield (lengthOf([a.map((entry, k) => entry - (b[k] ?? 0))]) - lost) / distance;
  }
}

const ATTAINED =
  /^(linear|relu6?|elu|ReLU|LeakyReLU|PReLU|ELU|Flatten|Reshape|Permute|ZeroPadding2D|.*Dropout(1D)?|GaussianNoise)$/;

describe.each(LAYER_MODELS)("$name", ({ build }) => {
  it("has a rule that is a bound, for linear operations the norm itself", async () => {
    const model = build();
    randomizeWeights(model, 1);
    const network = readNetwork(await savedModel(model));
    model.dispose();
    for (const operation of network.operations) {
      const rule = operationRule(operation);
      expect(rule === null).toBe(operation.action.type === "convolution");
      if (rule === null) continue;
      const { upper, lower } = rule;
      const map = linearMapOf(operation);
      const norm = map === null ? null : spectralNorm(map);
      expect(upper).toBeGreaterThanOrEqual((norm ?? 0) * (1 - 1e-14));
      expect(upper).toBeLessThanOrEqual((norm ?? Infinity) * (1 + 1e-6));
      const found = [...ratios(operation)];
      const largest = Math.max(...found);
      expect(largest).toBeLessThanOrEqual(upper * (1 + 1e-12));
      expect(lower).toBe(ATTAINED.test(operation.kind) ? 1 : 0);
      expect(largest).toBeGreaterThanOrEqual(lower * (1 - 1e-6));
    }
  });
});

const merge = (kind: "sum" | "average" | "maximum", inputShapes: readonly (readonly number[])[]): Operation => ({
  name: "m",
  kind: "Merge",
  inputs: inputShapes.map((_, i) => i),
  inputShapes,
  outputShape: [2, 3],
  action: { type: "merge", merge: kind },
  isVaried: true,
});

describe("operationRule", () => {
  it("is joint in all inputs of a merge, which broadcasting repeats", () => {
    expect(
      operationRule(
        merge("sum", [
          [2, 3],
          [2, 3],
        ]),
      )?.upper,
    ).toBeCloseTo(Math.SQRT2, 14);
    expect(operationRule(merge("sum", [[2, 3], [3]]))?.upper).toBeCloseTo(Math.sqrt(3), 14);
    expect(operationRule(merge("maximum", [[2, 3], [1]]))?.upper).toBeCloseTo(Math.sqrt(6), 14);
    expect(
      operationRule(
        merge("average", [
          [2, 3],
          [2, 3],
        ]),
      )?.upper,
    ).toBeCloseTo(Math.SQRT1_2, 14);
    // TensorFlow.js takes the float32 next to 1/3, which is larger.
    expect(
      operationRule(
        merge("average", [
          [2, 3],
          [2, 3],
          [2, 3],
        ]),
      )?.upper,
    ).toBeGreaterThanOrEqual(Math.sqrt(3) * Math.fround(1 / 3));
  });

  it("is the largest row of an embedding that is multiplied by, wherever it is", () => {
    for (const table of [
      [3, 4, 0, 1],
      [0, 1, -3, 4],
    ]) {
      const action = {
        type: "projection",
        isInner: true,
        fixed: 0,
        table: Float32Array.from(table),
        rows: 2,
        columns: 2,
      } as const;
      const product = { ...merge("sum", [[2], [2]]), outputShape: [1] };
      expect(operationRule({ ...product, action })).toEqual({ upper: 5, lower: 0 });
      expect(operationRule({ ...product, outputShape: [2], action: { ...action, isInner: false } })?.upper).toBe(4);
    }
  });

  it("is 0 for what depends on fixed inputs only", () => {
    expect(
      operationRule({
        ...merge("sum", [
          [2, 3],
          [2, 3],
        ]),
        isVaried: false,
      }),
    ).toEqual({ upper: 0, lower: 0 });
  });
});
