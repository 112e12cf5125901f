import type { Certificate, LocalBound, ModelArtifacts } from "@lipschitz-gan/certificates";
import * as tfl from "@tensorflow/tfjs-layers";
import { createRng } from "@lipschitz-gan/core";
import { describe, expect, it } from "vitest";
import { checkLocal } from "../../src/checker/check-local.ts";
import { evaluate } from "../../src/checker/evaluate.ts";
import { readModel } from "../../src/checker/read-model.ts";
import { localBound } from "../../src/local/local-bound.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";

const { layers } = tfl;
const work = (): { left: number } => ({ left: Infinity });

/** `|x|` as the larger of x and −x. */
const ABSOLUTE: ModelArtifacts = {
  modelTopology: {
    class_name: "Sequential",
    config: {
      name: "absolute",
      layers: [
        { class_name: "Dense", config: { name: "d", units: 2, use_bias: false, batch_input_shape: [null, 1] } },
        { class_name: "Reshape", config: { name: "r", target_shape: [2, 1] } },
        { class_name: "GlobalMaxPooling1D", config: { name: "m" } },
      ],
    },
  },
  weightSpecs: [{ name: "d/kernel", shape: [1, 2], dtype: "float32" }],
  weightData: Float32Array.of(1, -1).buffer,
};

function confirms(artifacts: ModelArtifacts, local: LocalBound, inputShape: readonly number[]): boolean {
  const network = readModel(artifacts, inputShape);
  try {
    checkLocal({ local, upper: 1e9 } as unknown as Certificate, network, work());
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !/by intervals/.test(error.message)) throw error;
    return false;
  }
}

function confirmsAbsolute(low: number, high: number, upper: number): boolean {
  return confirms(ABSOLUTE, { low, high, upper, method: "intervals" }, [1]);
}

describe("checkLocal", () => {
  it("knows which entry is the largest where it can be no other, and nothing where it can", () => {
    expect(confirmsAbsolute(-1, 1, 0.999)).toBe(false); // the slopes are −1 and 1, and shares of both may come together
    expect(confirmsAbsolute(0.5, 1, 0.999)).toBe(false);
    expect(confirmsAbsolute(0.5, 1, 1 + 1e-12)).toBe(true);
    expect(confirmsAbsolute(-2, -1, 1 + 1e-12)).toBe(true);
  });

  it.each<[string, number[], () => tfl.LayersModel]>([
    [
      "convolutions, relu and max pooling",
      [5, 5, 2],
      () =>
        tfl.sequential({
          layers: [
            layers.conv2d({ filters: 3, kernelSize: 3, activation: "relu", inputShape: [5, 5, 2] }),
            layers.maxPooling2d({ poolSize: 2, strides: 1 }),
            layers.flatten(),
            layers.dense({ units: 1 }),
          ],
        }),
    ],
    [
      "branches: differences, means, extremes and broadcasting",
      [4],
      () => {
        const input = tfl.input({ shape: [4] });
        const dense = (units: number, on: tfl.SymbolicTensor): tfl.SymbolicTensor =>
          layers.dense({ units }).apply(on) as tfl.SymbolicTensor;
        const [a, b, c] = [dense(3, input), dense(3, input), dense(1, input)];
        const merged = [
          layers.maximum().apply([a, b]),
          layers.minimum().apply([a, c]),
          layers.average().apply([a, b]),
          layers.add().apply([b, c]),
        ] as tfl.SymbolicTensor[];
        const bent = layers.leakyReLU({ alpha: -0.5 }).apply(layers.concatenate().apply(merged));
        return tfl.model({ inputs: input, outputs: dense(1, bent as tfl.SymbolicTensor) });
      },
    ],
    [
      "smooth and clipped activations, normalisation and averages",
      [6, 2],
      () =>
        tfl.sequential({
          layers: [
            layers.conv1d({ filters: 3, kernelSize: 2, activation: "swish", inputShape: [6, 2] }),
            layers.batchNormalization(),
            layers.activation({ activation: "hardSigmoid" }),
            layers.averagePooling1d({ poolSize: 2 }),
            layers.flatten(),
            layers.dense({ units: 3, activation: "tanh" }),
            layers.reLU({ maxValue: 0.5 }),
            layers.dense({ units: 1 }),
          ],
        }),
    ],
  ])("confirms what the issuer finds, and nothing that samples exceed: %s", async (_, inputShape, build) => {
    const model = build();
    for (const [seed, width] of [
      [1, 0.01],
      [2, 0.3],
      [3, 2],
    ] as const) {
      randomizeWeights(model, seed, 0.7);
      const artifacts = await savedModel(model);
      const network = readModel(artifacts, inputShape);
      const size = inputShape.reduce((product, n) => product * n, 1);
      const random = createRng(seed).stream("box");
      const low = Array.from({ length: size }, () => random.normal());
      const high = low.map((from) => from + width * random.uniform());
      const found = localBound(readNetwork(artifacts), { low, high }, 1e9);
      expect(found.method).toBe("intervals");
      expect(confirms(artifacts, found, inputShape)).toBe(true);
      let steepest = 0;
      for (let k = 0; k < 200; k++) {
        const x = Float64Array.from(low, (from, i) => from + random.uniform() * ((high[i] ?? 0) - from));
        const y = x.map((entry, i) => Math.min(high[i] ?? 0, Math.max(low[i] ?? 0, entry + 1e-4 * random.normal())));
        const [fx = 0, fy = 0] = [x, y].map((sample) => evaluate(network, sample, new Map(), work()).middle[0]);
        const distance = Math.hypot(...x.map((entry, i) => entry - (y[i] ?? 0)));
        if (distance > 0) steepest = Math.max(steepest, Math.abs(fx - fy) / distance);
      }
      expect(steepest).toBeLessThanOrEqual(found.upper * (1 + 1e-9));
      // Where everything is cut off the gradient is 0, and what is measured is rounding.
      const isFlat = steepest < 1e-9;
      expect(isFlat || !confirms(artifacts, { ...found, upper: steepest * (1 - 1e-6) }, inputShape)).toBe(true);
    }
    model.dispose();
  });
});
