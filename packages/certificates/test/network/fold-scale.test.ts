import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { linearMapOf } from "../../src/evaluation/linear-map-of.ts";
import { convolve, convolveAdjoint } from "../../src/evaluation/internal/convolve.ts";
import { foldScale } from "../../src/network/fold-scale.ts";
import type { Operation } from "../../src/network/operation.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { big, bigRoot } from "../support/big.ts";
import { randomVector, sizeOf } from "../support/random-vector.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";

const { layers } = tfl;
type Layers = readonly tfl.layers.Layer[];

async function operationsOf(list: Layers): Promise<readonly [Operation, Operation]> {
  const model = tfl.sequential({ layers: [...list] });
  randomizeWeights(model, 1);
  const { operations } = readNetwork(await savedModel(model));
  return operations as readonly [Operation, Operation];
}

const shape = { inputShape: [5, 4, 6] };
const PAIRS: readonly (readonly [string, () => Layers])[] = [
  ["dense", () => [layers.dense({ units: 3, inputShape: [5] }), layers.batchNormalization()]],
  [
    "conv2d",
    () => [layers.conv2d({ filters: 3, kernelSize: 3, padding: "same", ...shape }), layers.batchNormalization()],
  ],
  [
    "depthwise",
    () => [layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, ...shape }), layers.batchNormalization()],
  ],
  [
    "transposed",
    () => [layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, ...shape }), layers.batchNormalization()],
  ],
  ["before dense", () => [layers.batchNormalization({ inputShape: [5] }), layers.dense({ units: 3 })]],
  [
    "before conv2d",
    () => [layers.batchNormalization(shape), layers.conv2d({ filters: 3, kernelSize: 3, padding: "same" })],
  ],
  [
    "before depthwise",
    () => [layers.batchNormalization(shape), layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 })],
  ],
  [
    "before transposed",
    () => [layers.batchNormalization(shape), layers.conv2dTranspose({ filters: 3, kernelSize: 3 })],
  ],
  [
    "before rescaling",
    () => [layers.rescaling({ scale: -0.3, ...shape }), layers.conv2d({ filters: 3, kernelSize: 3 })],
  ],
];

describe.each(PAIRS)("foldScale of %s", (name, build) => {
  it("does what both do one after the other", async () => {
    const [one, two] = await operationsOf(build());
    const isBefore = name.startsWith("before");
    const folded = isBefore ? foldScale(two, one, "before") : foldScale(one, two, "after");
    const { map, kernel, kernelError } = folded ?? {};
    if (map === undefined || kernel === undefined) throw new Error("must fold");
    expect(kernelError).toBeLessThanOrEqual(2 ** -50);
    const x = randomVector(2, sizeOf(one.inputShapes[0] ?? []));
    const y = linearMapOf(two)?.apply(linearMapOf(one)?.apply(x) ?? x) ?? x;
    const image = (map.isAdjoint ? convolveAdjoint : convolve)(map, Float32Array.from(kernel), x);
    expect(image).toHaveLength(y.length);
    for (const [i, entry] of y.entries()) expect(image[i]).toBeCloseTo(entry, 5); // float32 for this test only
  });
});

describe("foldScale", () => {
  it("has entries as close as it claims, with the epsilon that gives the larger scale", async () => {
    for (const epsilon of [1e-3, 0.7]) {
      const [dense, norm] = await operationsOf([
        layers.dense({ units: 3, inputShape: [4] }),
        layers.batchNormalization({ epsilon }),
      ]);
      const { kernel = [], kernelError = 0 } = foldScale(dense, norm, "after") ?? {};
      if (dense.action.type !== "convolution" || norm.action.type !== "batchNormalization") throw new Error("must be");
      const { gamma, variance } = norm.action;
      const smaller = Math.min(epsilon, Math.fround(epsilon));
      for (const [i, entry] of dense.action.kernel.entries()) {
        const root = bigRoot(big(variance[i % 3] ?? 0).plus(big(smaller)));
        const exact = big(entry)
          .times(big(gamma?.[i % 3] ?? 0))
          .div(root);
        const off = exact.minus(big(kernel[i] ?? 0)).abs();
        expect(off.lte(big(kernelError).times(exact.abs()))).toBe(true);
        expect(off.lte(big(2 ** -51).times(exact.abs()))).toBe(true);
      }
    }
  });

  it("is null where the scale is not one for each channel", async () => {
    const [conv, norm] = await operationsOf([
      layers.conv2d({ filters: 4, kernelSize: 1, inputShape: [4, 4, 2] }),
      layers.batchNormalization({ axis: 1 }),
    ]);
    expect(foldScale(conv, norm, "after")).toBeNull();
    expect(foldScale(norm, conv, "before")).toBeNull();
    expect(foldScale(conv, conv, "after")).toBeNull();
  });
});
