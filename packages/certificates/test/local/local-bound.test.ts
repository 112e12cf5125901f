import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "@lipschitz-gan/core";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { gradient } from "../../src/evaluation/gradient.ts";
import { gradientInterval, localBound } from "../../src/local/local-bound.ts";
import type { Network } from "../../src/network/operation.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { LAYER_MODELS } from "../support/layer-models.ts";
import { sizeOf } from "../support/random-vector.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

/** One network of each kind of layer, with a dense layer before and one output after it. */
async function scoreOf(build: () => tfl.LayersModel, seed: number): Promise<Network> {
  const inner = build();
  const shape = inner.inputs[0]?.shape.slice(1).map(Number) ?? [];
  const input = tfl.input({ shape });
  const before = layers.dense({ units: shape.at(-1) ?? 1 }).apply(input) as Symbolic;
  const after = inner.apply(before) as Symbolic;
  // A reshape with an open axis keeps the size.
  const size = after.shape.slice(1).includes(null) ? sizeOf(shape) : sizeOf(after.shape.slice(1).map(Number));
  const flat = layers.reshape({ targetShape: [size] }).apply(after) as Symbolic;
  const model = tfl.model({ inputs: input, outputs: layers.dense({ units: 1 }).apply(flat) as Symbolic });
  return await networkOf(model, seed);
}

async function networkOf(model: tfl.LayersModel, seed: number): Promise<Network> {
  randomizeWeights(model, seed);
  const network = readNetwork(await savedModel(model));
  model.dispose();
  return network;
}

const WITHOUT_RULE: ReadonlySet<string> = new Set(["softmax", "layerNormalization"]);

it.each(LAYER_MODELS.filter(({ name }) => /softmax|layerNormalization|^conv2d channels first/i.test(name)))(
  "localBound of $name is the global one",
  async ({ build }) => {
    const network = await scoreOf(build, 1);
    expect(network.operations.some(({ action }) => WITHOUT_RULE.has(action.type))).toBe(true);
    expect(localBound(network, { low: -1, high: 1 }, 9)).toEqual({ low: -1, high: 1, upper: 9, method: "global" });
  },
);

describe.each(LAYER_MODELS)("localBound of $name", ({ build }) => {
  it("holds for the gradients and the differences in the box", async () => {
    const network = await scoreOf(build, 1);
    if (network.operations.some(({ action }) => WITHOUT_RULE.has(action.type))) return;
    for (const [seed, radius] of [1e-3, 0.1, 1, 10].entries()) {
      const { low, high, sample } = randomBox(network, seed, radius);
      const bound = localBound(network, { low, high }, Infinity);
      expect(bound.method).toBe("intervals");
      const box = gradientInterval(network, { low: Float64Array.from(low), high: Float64Array.from(high) });
      for (let k = 0; k < 5; k++) {
        const [x, y] = [sample(), sample()];
        const { gradient: g, value } = gradient(network, x);
        for (const [i, entry] of g.entries()) {
          const slack = 1e-12 * bound.upper; // of the gradient in float64
          expect(entry).toBeGreaterThanOrEqual((box?.low[i] ?? Number.NaN) - slack);
          expect(entry).toBeLessThanOrEqual((box?.high[i] ?? Number.NaN) + slack);
        }
        const difference = Math.abs((value[0] ?? 0) - (evaluate(network, y)[0] ?? 0));
        expect(difference).toBeLessThanOrEqual(bound.upper * distance(x, y) + 1e-12 * Math.abs(value[0] ?? 0));
      }
    }
  });
});

describe("localBound", () => {
  it("is the length of the gradient where the box is small and no corner is near", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 30 }), async (seed) => {
        const network = await networkOf(critic(), seed);
        const { sample } = randomBox(network, seed, 1);
        const x = sample();
        const radius = 1e-9;
        const box = { low: [...x].map((entry) => entry - radius), high: [...x].map((entry) => entry + radius) };
        const { upper } = localBound(network, box, Infinity);
        const { gradient: g } = gradient(network, x);
        const length = Math.hypot(...g);
        expect(upper).toBeGreaterThanOrEqual(length * (1 - 1e-14));
        const corner = localBound(network, { low: [...x], high: [...x] }, Infinity).upper;
        // A corner within 1e-9 is rare, and then the two boxes differ.
        if (corner > length * (1 + 1e-8)) return;
        expect(upper).toBeLessThanOrEqual(length * (1 + 1e-5) + 1e-300);
      }),
      { numRuns: 10 },
    );
  });

  it("grows with the box, and is never above the global bound", async () => {
    const network = await networkOf(critic(), 5);
    let last = 0;
    for (const radius of [0, 1e-3, 1e-2, 0.1, 0.3, 1, 3]) {
      const { upper, method } = localBound(network, { low: -radius, high: radius }, Infinity);
      expect(method).toBe("intervals");
      expect(upper).toBeGreaterThanOrEqual(last * (1 - 1e-12));
      last = upper;
    }
    expect(localBound(network, { low: -3, high: 3 }, last / 2)).toEqual({
      low: -3,
      high: 3,
      upper: last / 2,
      method: "global",
    });
  });

  it("knows which ReLUs are open", async () => {
    // relu(x) + relu(−x − 1) in steps of 1: slopes 1 on the right, 0 in the middle, −1 on the left
    const model = tfl.sequential();
    model.add(layers.dense({ units: 2, activation: "relu", inputShape: [1] }));
    model.add(layers.dense({ units: 1 }));
    const network = await networkOf(model, 1);
    const exact = replaceWeights(network, [[1, -1], [0, -1], [1, 1], [0]]);
    const upperOn = (low: number, high: number): number => localBound(exact, { low, high }, Infinity).upper;
    expect(upperOn(0.5, 2)).toBeCloseTo(1, 8);
    expect(upperOn(-0.75, -0.25)).toBeLessThan(1e-300);
    expect(upperOn(-3, -2)).toBeCloseTo(1, 8);
    expect(upperOn(-3, 2)).toBeCloseTo(1, 8);
  });

  it("gives the global bound for several outputs", async () => {
    const model = tfl.sequential();
    model.add(layers.dense({ units: 2, inputShape: [1] }));
    const network = await networkOf(model, 1);
    expect(localBound(network, { low: 0, high: 1 }, 7)).toEqual({ low: 0, high: 1, upper: 7, method: "global" });
  });

  it("rejects what is no box", async () => {
    const network = await networkOf(critic(), 5);
    expect(() => localBound(network, { low: 1, high: 0 }, 1)).toThrow(/low must not exceed high, received 1 and 0/);
    expect(() => localBound(network, { low: [1, 2], high: 3 }, 1)).toThrow(/low must be .*received 2/);
    expect(() => localBound(network, { low: Number.NaN, high: 0 }, 1)).toThrow(/received NaN/);
    expect(() => localBound(network, { low: 0, high: Infinity }, 1)).toThrow(/received Infinity/);
  });
});

/** With a sum, a maximum, pooling and a concatenation. */
function critic(): tfl.LayersModel {
  const input = tfl.input({ shape: [6, 6, 1] });
  const convolution = (x: Symbolic, filters: number): Symbolic =>
    layers.conv2d({ filters, kernelSize: 3, padding: "same" }).apply(x) as Symbolic;
  const first = layers.leakyReLU({ alpha: 0.2 }).apply(convolution(input, 3)) as Symbolic;
  const sum = layers.add().apply([first, convolution(first, 3)]) as Symbolic;
  const largest = layers.maximum().apply([sum, convolution(first, 3)]) as Symbolic;
  const pooled = layers.maxPooling2d({ poolSize: 3, strides: 2 }).apply(largest) as Symbolic;
  const averaged = layers.averagePooling2d({ poolSize: 3, strides: 2 }).apply(sum) as Symbolic;
  const flat = layers.flatten().apply(layers.concatenate().apply([pooled, averaged])) as Symbolic;
  return tfl.model({ inputs: input, outputs: layers.dense({ units: 1 }).apply(flat) as Symbolic });
}

function randomBox(
  network: Network,
  seed: number,
  radius: number,
): { low: number[]; high: number[]; sample: () => Float64Array } {
  const random = createRng(seed).stream("box");
  const centre = Array.from({ length: sizeOf(network.inputShape) }, () => random.normal());
  const radii = centre.map(() => radius * random.uniform());
  const low = centre.map((entry, i) => entry - (radii[i] ?? 0));
  const high = centre.map((entry, i) => entry + (radii[i] ?? 0));
  const between = (i: number, t: number): number =>
    Math.min(high[i] ?? 0, Math.max(low[i] ?? 0, (low[i] ?? 0) + t * ((high[i] ?? 0) - (low[i] ?? 0))));
  // Half of the entries on the boundary.
  const share = (): number => (random.uniform() < 0.5 ? random.int(2) : random.uniform());
  return { low, high, sample: () => Float64Array.from(centre, (_, i) => between(i, share())) };
}

function distance(x: Float64Array, y: Float64Array): number {
  return Math.hypot(...x.map((entry, i) => entry - (y[i] ?? 0)));
}

/** Kernels and biases of dense layers in order. */
function replaceWeights(network: Network, weights: readonly (readonly number[])[]): Network {
  let next = 0;
  const operations = network.operations.map((operation) => {
    const { action } = operation;
    if (action.type !== "convolution") return operation;
    const [kernel, bias] = [Float32Array.from(weights[next++] ?? []), Float32Array.from(weights[next++] ?? [])];
    return { ...operation, action: { ...action, kernel, bias } };
  });
  return { ...network, operations };
}
