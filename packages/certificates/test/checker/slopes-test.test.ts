import * as tfl from "@tensorflow/tfjs-layers";
import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/checker/evaluate.ts";
import { type Network, readModel } from "../../src/checker/read-model.ts";
import { isSlopesBelow } from "../../src/checker/slopes-test.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { slopesBound } from "../../src/slopes/slopes-bound.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";

const work = (): { left: number } => ({ left: Infinity });

type Activation = "linear" | "relu" | "tanh" | "swish" | "sigmoid";

function dense(sizes: readonly number[], activation: Activation): tfl.LayersModel {
  const [inputs = 1, ...units] = sizes;
  return tfl.sequential({
    layers: units.map((n, i) =>
      tfl.layers.dense({
        units: n,
        ...(i === 0 && { inputShape: [inputs] }),
        activation: i === units.length - 1 ? "linear" : activation,
      }),
    ),
  });
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.hypot(...a.map((entry, i) => entry - (b[i] ?? 0)));
}

function matrixOf(rows: number, columns: number, values: Float64Array = new Float64Array()): Matrix {
  return Matrix.from1DArray(rows, columns, [...values]);
}

/** The steepest of many pairs of samples. */
function steepest(network: Network, inputs: number, seed: number): number {
  const random = createRng(seed).stream("pairs");
  let most = 0;
  for (let k = 0; k < 200; k++) {
    const x = Float64Array.from({ length: inputs }, () => 2 * random.normal());
    const step = 10 ** (-3 * random.uniform());
    const y = x.map((entry) => entry + step * random.normal());
    const [fx, fy] = [x, y].map((sample) => evaluate(network, sample, new Map(), work()).middle);
    most = Math.max(most, distance(fx ?? x, fy ?? y) / distance(x, y));
  }
  return most;
}

describe("isSlopesBelow", () => {
  it.each(["relu", "tanh", "swish", "sigmoid"] as const)(
    "confirms what the issuer finds for %s, and nothing that samples exceed",
    async (activation) => {
      for (const sizes of [
        [3, 5, 1],
        [4, 6, 5, 2],
      ]) {
        const model = dense(sizes, activation);
        randomizeWeights(model, sizes.length, 0.7);
        const artifacts = await savedModel(model);
        const issued = readNetwork(artifacts);
        const network = readModel(artifacts, issued.inputShape);
        const chain = issued.operations.map((_, i) => i + 1);
        const found = slopesBound(issued, chain);
        expect(found).not.toBeNull();
        const { upper = 0, multipliers = [] } = found ?? {};
        expect(isSlopesBelow(network.operations, multipliers, upper * (1 + 2 ** -40), work())).toBe(true);
        const truth = steepest(network, sizes[0] ?? 1, 3);
        expect(upper).toBeGreaterThan(truth);
        // Whatever the multipliers, no smaller bound than the truth is confirmed.
        const random = createRng(5).stream("multipliers");
        for (let k = 0; k < 50; k++) {
          const any = multipliers.map((own) => own.map((lambda) => lambda * 4 ** random.normal()));
          expect(isSlopesBelow(network.operations, any, truth * (1 - 1e-9), work())).toBe(false);
        }
        expect(isSlopesBelow(network.operations, multipliers, upper / 2, work())).toBe(false);
        model.dispose();
      }
    },
  );

  it("is exact for slopes that are known: the norm of the product of the matrices", async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.dense({ units: 3, inputShape: [4], useBias: false }),
        tfl.layers.leakyReLU({ alpha: 1 }),
        tfl.layers.dense({ units: 2, useBias: false }),
      ],
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1000 }), async (seed) => {
        randomizeWeights(model, seed);
        const artifacts = await savedModel(model);
        const network = readModel(artifacts, [4]);
        const [a, b] = network.operations.flatMap(({ convolution }) => (convolution === null ? [] : [convolution]));
        const product = matrixOf(4, 3, a?.kernel).mmul(matrixOf(3, 2, b?.kernel));
        const norm = new SingularValueDecomposition(product).norm2;
        // With a = b = 1 the multipliers are those of a constraint d = h; large ones enforce it.
        const [scale] = [1e5 * norm * norm + 1e5];
        const multipliers = [[scale, scale, scale]];
        expect(isSlopesBelow(network.operations, multipliers, norm * (1 - 1e-9), work())).toBe(false);
        expect(isSlopesBelow(network.operations, multipliers, norm * 1.01 + 0.01, work())).toBe(true);
      }),
      { numRuns: 20 },
    );
    model.dispose();
  });

  it("refuses chains of another form and multipliers that do not fit", async () => {
    const model = dense([2, 3, 1], "relu");
    const network = readModel(await savedModel(model), [2]);
    const test = (multipliers: number[][], operations = network.operations): boolean =>
      isSlopesBelow(operations, multipliers, 100, work());
    for (const bad of [[], [[1, 1]], [[1, 1, -1]], [[1, 1, Number.NaN]], [[1, 1, 1], [1]]]) {
      expect(() => test(bad)).toThrow(/multipliers must/);
    }
    expect(() => test([[1, 1, 1]], network.operations.slice(0, 2))).toThrow(/begins and ends/);
    expect(() => test([[1, 1, 1]], network.operations.slice(1))).toThrow(/received/);
    model.dispose();
  });
});
