import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { fromBase64 } from "@lipschitz-gan/certificates";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { gradient } from "../../src/evaluation/gradient.ts";
import type { Network } from "../../src/network/operation.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { searchWitness } from "../../src/witness/search-witness.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";

const { layers } = tfl;

async function networkOf(model: tfl.LayersModel, seed: number, scale = 0.7): Promise<Network> {
  randomizeWeights(model, seed, scale);
  const network = readNetwork(await savedModel(model));
  model.dispose();
  return network;
}

function dense(widths: readonly number[], activation: "relu" | "linear" | "tanh" = "relu"): tfl.LayersModel {
  const model = tfl.sequential();
  for (const [i, units] of widths.slice(1).entries()) {
    const shape = i === 0 ? { inputShape: [widths[0] ?? 1] } : {};
    model.add(layers.dense({ units, ...(i < widths.length - 2 && { activation }), ...shape }));
  }
  return model;
}

describe("searchWitness", () => {
  it("finds the norm of a linear network", async () => {
    const network = await networkOf(dense([5, 1]), 1);
    const { gradient: slope } = gradient(network, new Float64Array(5));
    const found = searchWitness(network, { range: [-1, 1], seed: 0, work: 1e7 });
    expect(found?.lower).toBeLessThanOrEqual(Math.hypot(...slope) * (1 + 1e-15));
    expect(found?.lower).toBeGreaterThan(Math.hypot(...slope) * (1 - 1e-6));
  });

  it.each([
    [14, 12, 0.98],
    [80, 60, 0.9], // 0.71 for a direction of the outputs that is not improved
  ])("finds the direction of several outputs: %d to %d", async (nInputs, nOutputs, share) => {
    const network = await networkOf(dense([nInputs, nOutputs]), 2);
    const found = searchWitness(network, { range: [-1, 1], seed: 0, work: 3e7 });
    const rows = Array.from({ length: nOutputs }, (_, i) => [
      ...gradient(network, new Float64Array(nInputs), unitVector(i, nOutputs)).gradient,
    ]);
    const norm = new SingularValueDecomposition(new Matrix(rows), { autoTranspose: true }).diagonal[0] ?? 0;
    expect(found?.lower).toBeLessThanOrEqual(norm * (1 + 1e-12));
    expect(found?.lower).toBeGreaterThan(norm * share);
  });

  it.each([
    [2, 8, 8, 1],
    [2, 16, 1],
    [2, 16, 16, 1],
  ])("comes near the steepest gradient of a plane's ReLU network: %d %d %d", async (...widths) => {
    for (let seed = 0; seed < 3; seed++) {
      const network = await networkOf(dense(widths), seed);
      let steepest = 0;
      const n = 60;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const x = [(2 * i + 1) / n - 1, (2 * j + 1) / n - 1];
          steepest = Math.max(steepest, Math.hypot(...gradient(network, x).gradient));
        }
      }
      const found = searchWitness(network, { range: [-1, 1], seed });
      expect(found?.lower).toBeGreaterThanOrEqual(0.98 * steepest);
    }
  });

  it("finds more than random gradients do where inputs are many", async () => {
    const network = await networkOf(dense([100, 40, 40, 1]), 3, 0.2);
    const found = searchWitness(network, { range: [-1, 1], seed: 1, work: 2e8 });
    let steepest = 0;
    for (let k = 0; k < 200; k++) {
      const x = Float64Array.from({ length: 100 }, (_, i) => Math.sin(1 + 100 * k + i * i));
      steepest = Math.max(steepest, Math.hypot(...gradient(network, x).gradient));
    }
    expect(found?.lower).toBeGreaterThan(1.3 * steepest);
  });

  it("gives samples of the range that attain the lower end", async () => {
    const network = await networkOf(dense([3, 6, 2], "tanh"), 4);
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 1e-3, max: 200, noNaN: true }),
        fc.integer({ min: 0, max: 2 ** 40 }),
        (low, width, seed) => {
          const range = [low, low + width] as const;
          const found = searchWitness(network, { range, seed, work: 1e6 });
          if (found === null) return;
          expect(found.witness.range).toEqual(range);
          const [x, y] = [samplesOf(found.witness.x), samplesOf(found.witness.y)];
          for (const entry of [...x, ...y]) {
            expect(entry).toBeGreaterThanOrEqual(range[0]);
            expect(entry).toBeLessThanOrEqual(range[1]);
          }
          const [a, b] = [evaluate(network, x), evaluate(network, y)];
          const ratio = Math.hypot(...a.map((entry, i) => entry - (b[i] ?? 0))) / distanceOf(x, y);
          expect(found.lower).toBeLessThanOrEqual(ratio * (1 + 1e-12) + 1e-14 / distanceOf(x, y));
        },
      ),
    );
  });

  it("starts from given samples, too", async () => {
    // |f'| is 1 near (5, 5, …) and 0 elsewhere: random samples do not find it in so many dimensions
    const network = withWeights(await networkOf(dense([30, 1, 1]), 1), [Array(30).fill(1), [-149], [1], [0]]);
    const options = { range: [0, 5], seed: 1, work: 3e5, restarts: 8 } as const;
    const start = new Float32Array(30).fill(4.98);
    expect(searchWitness(network, { ...options, starts: [start] })?.lower).toBeGreaterThan(0.99 * Math.sqrt(30));
    expect(searchWitness(network, options)?.lower ?? 0).toBeLessThan(0.9 * Math.sqrt(30));
  });

  it("takes samples far apart where near ones prove nothing", async () => {
    // Outputs near 1000, slopes of 1e-9: float64 tells outputs of near samples from each other no more
    const network = withWeights(await networkOf(dense([2, 1]), 1), [[1e-9, 1e-9], [1000]]);
    const found = searchWitness(network, { range: [-1000, 1000], seed: 0, work: 1e7 });
    expect(found?.lower).toBeGreaterThan(0.9 * Math.SQRT2 * 1e-9);
  });

  it("gives the same pair for the same seed", async () => {
    const network = await networkOf(dense([6, 12, 1]), 5);
    const search = (seed: number): unknown => searchWitness(network, { range: [-1, 1], seed, work: 2e6 });
    expect(search(3)).toEqual(search(3));
    expect(search(3)).not.toEqual(search(4));
  });

  it("keeps to the work it is given", async () => {
    const network = await networkOf(dense([50, 100, 100, 1]), 6);
    const few = searchWitness(network, { range: [-1, 1], seed: 0, work: 1e5 });
    const many = searchWitness(network, { range: [-1, 1], seed: 0, work: 5e7 });
    expect(many?.lower).toBeGreaterThan(few?.lower ?? 0);
    expect(searchWitness(network, { range: [-1, 1], seed: 0, work: 1 })).toBeNull();
  });

  it("finds nothing for a constant network and a range without two float32", async () => {
    const network = withWeights(await networkOf(dense([2, 1]), 1), [[0, 0], [1]]);
    expect(searchWitness(network, { range: [-1, 1], seed: 0, work: 1e6 })).toBeNull();
    const other = await networkOf(dense([2, 1]), 1);
    expect(searchWitness(other, { range: [1, 1 + 1e-9], seed: 0 })).toBeNull();
  });

  it("holds the labels of a projection head constant, at rows of the table", async () => {
    const image = tfl.input({ shape: [4], name: "image" });
    const label = tfl.input({ shape: [1], name: "label" });
    const features = layers.dense({ units: 3, activation: "tanh" }).apply(image) as tfl.SymbolicTensor;
    const table = layers.embedding({ inputDim: 5, outputDim: 3 }).apply(label) as tfl.SymbolicTensor;
    const row = layers.flatten().apply(table) as tfl.SymbolicTensor;
    const score = layers.dot({ axes: -1 }).apply([row, features]) as tfl.SymbolicTensor;
    const network = await networkOf(tfl.model({ inputs: [image, label], outputs: score }), 7);
    const found = searchWitness(network, { range: [-1, 1], seed: 2, work: 1e7 });
    const chosen = found?.witness.fixed?.["label"] ?? [];
    expect(chosen).toHaveLength(1);
    expect([0, 1, 2, 3, 4]).toContain(chosen[0]);
    const [x, y] = [samplesOf(found?.witness.x ?? ""), samplesOf(found?.witness.y ?? "")];
    const difference =
      (evaluate(network, x, { label: chosen })[0] ?? 0) - (evaluate(network, y, { label: chosen })[0] ?? 0);
    expect(found?.lower).toBeLessThanOrEqual((Math.abs(difference) / distanceOf(x, y)) * (1 + 1e-9));
    expect(found?.lower).toBeGreaterThan(0);
  });

  it("rejects bad options", async () => {
    const network = await networkOf(dense([2, 1]), 1);
    const search = (options: object): unknown => searchWitness(network, { range: [-1, 1], seed: 0, ...options });
    expect(() => search({ range: [1, -1] })).toThrow(/range must be .* received 1, -1/);
    expect(() => search({ range: [0, Infinity] })).toThrow(/range/);
    expect(() => search({ seed: -1 })).toThrow(/seed must be .* received -1/);
    expect(() => search({ restarts: 0 })).toThrow(/restarts must be .* received 0/);
    expect(() => search({ work: Number.NaN })).toThrow(/work must be .* received NaN/);
    expect(() => search({ starts: [new Float32Array(3)] })).toThrow(/starts must be samples of 2 .* received 3/);
  });
});

function unitVector(i: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => (k === i ? 1 : 0));
}

function samplesOf(text: string): Float64Array {
  const bytes = fromBase64(text);
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function distanceOf(x: Float64Array, y: Float64Array): number {
  return Math.hypot(...x.map((entry, i) => entry - (y[i] ?? 0)));
}

/** Kernels and biases of dense layers in order. */
function withWeights(network: Network, weights: readonly (readonly number[])[]): Network {
  let next = 0;
  const operations = network.operations.map((operation) => {
    const { action } = operation;
    if (action.type !== "convolution") return operation;
    const [kernel, bias] = [Float32Array.from(weights[next++] ?? []), Float32Array.from(weights[next++] ?? [])];
    return { ...operation, action: { ...action, kernel, bias } };
  });
  return { ...network, operations };
}
