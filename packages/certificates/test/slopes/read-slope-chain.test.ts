import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import type { Network } from "../../src/network/operation.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { readSlopeChain } from "../../src/slopes/read-slope-chain.ts";
import { slopesBound } from "../../src/slopes/slopes-bound.ts";
import { randomVector } from "../support/random-vector.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";

const { layers } = tfl;

async function networkOf(list: readonly tfl.layers.Layer[]): Promise<Network> {
  const model = tfl.sequential({ layers: [...list] });
  randomizeWeights(model, 3);
  const network = readNetwork(await savedModel(model));
  model.dispose();
  return network;
}

const all = ({ operations }: Network): readonly number[] => operations.map((_, i) => i + 1);

describe("readSlopeChain", () => {
  it("reads matrices and slopes, past what leaves all entries as they are", async () => {
    const network = await networkOf([
      layers.dense({ units: 3, inputShape: [4], activation: "relu" }),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 2 }),
      layers.reshape({ targetShape: [2] }),
      layers.activation({ activation: "linear" }),
      layers.leakyReLU({ alpha: 0.25 }),
      layers.dense({ units: 1 }),
    ]);
    const chain = readSlopeChain(network, all(network));
    expect(chain?.slopes).toEqual([
      [0, 1],
      [0.25, 1],
    ]);
    expect(chain?.weights.map(({ rows, columns }) => [rows, columns])).toEqual([
      [3, 4],
      [2, 3],
      [1, 2],
    ]);
    const first = network.operations[0]?.action;
    const kernel = first?.type === "convolution" ? first.kernel : new Float32Array();
    // Row 1 of W is column 1 of the kernel.
    expect([...(chain?.weights[0]?.values.slice(4, 8) ?? [])]).toEqual([1, 4, 7, 10].map((i) => kernel[i]));
  });

  it("gives a bound that differences of the network keep", async () => {
    const network = await networkOf([
      layers.dense({ units: 12, inputShape: [4], activation: "tanh" }),
      layers.dense({ units: 9, activation: "relu" }),
      layers.dense({ units: 2 }),
    ]);
    const found = slopesBound(network, all(network));
    expect(found).not.toBeNull();
    for (let seed = 0; seed < 200; seed++) {
      const x = randomVector(seed, 4);
      const y = randomVector(seed + 1000, 4).map((entry, i) => (x[i] ?? 0) + entry * 2 ** -(seed % 12));
      const [a, b] = [evaluate(network, x), evaluate(network, y)];
      const distance = Math.hypot(...x.map((entry, i) => entry - (y[i] ?? 0)));
      const difference = Math.hypot(...a.map((entry, i) => entry - (b[i] ?? 0)));
      expect(difference).toBeLessThanOrEqual((found?.upper ?? 0) * distance * (1 + 1e-12));
    }
  });

  it.each<readonly [string, () => readonly tfl.layers.Layer[]]>([
    ["one dense layer", () => [layers.dense({ units: 3, inputShape: [4] })]],
    ["no activation between", () => [layers.dense({ units: 3, inputShape: [4] }), layers.dense({ units: 3 })]],
    ["an activation at the end", () => [layers.dense({ units: 3, inputShape: [4], activation: "relu" })]],
    [
      "softmax between",
      () => [layers.dense({ units: 3, inputShape: [4], activation: "softmax" }), layers.dense({ units: 3 })],
    ],
    [
      "two axes",
      () => [layers.dense({ units: 3, inputShape: [2, 4], activation: "relu" }), layers.dense({ units: 3 })],
    ],
    [
      "two activations between",
      () => [
        layers.dense({ units: 3, inputShape: [4], activation: "relu" }),
        layers.reLU(),
        layers.dense({ units: 3 }),
      ],
    ],
  ])("refuses %s", async (_, make) => {
    const network = await networkOf(make());
    expect(readSlopeChain(network, all(network))).toBeNull();
    expect(slopesBound(network, all(network))).toBeNull();
  });
});
