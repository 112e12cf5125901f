import * as tfl from "@tensorflow/tfjs-layers";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { isChainBelow } from "../../src/checker/chain-test.ts";
import { readModel } from "../../src/checker/read-model.ts";
import { linearMapOf } from "../../src/evaluation/linear-map-of.ts";
import { fourierUpper } from "../../src/linear/internal/fourier-upper.ts";
import { foldScale } from "../../src/network/fold-scale.ts";
import type { Network } from "../../src/network/operation.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { sizeOf } from "../support/random-vector.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";

const { layers } = tfl;
const work = (): { left: number } => ({ left: Infinity });

type LayerOf = () => tfl.layers.Layer;

/** Convolutions of all kinds, on samples of shape [5, 4, 3] or [3, 5, 4]. */
const CONVOLUTIONS: readonly (readonly [string, "channelsFirst" | "channelsLast", LayerOf])[] = [
  ["conv2d", "channelsLast", () => layers.conv2d({ filters: 2, kernelSize: 3, padding: "same", useBias: false })],
  [
    "conv2d of stride 2, channels first",
    "channelsFirst",
    () => layers.conv2d({ filters: 4, kernelSize: 4, strides: 2, padding: "same", dataFormat: "channelsFirst" }),
  ],
  ["conv2dTranspose", "channelsLast", () => layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2 })],
  ["depthwiseConv2d", "channelsLast", () => layers.depthwiseConv2d({ kernelSize: [2, 3], depthMultiplier: 2 })],
];

function explicitNorm({ operations }: Network): number {
  const size = sizeOf(operations[0]?.inputShapes[0] ?? []);
  const columns = Array.from({ length: size }, (_, j) => {
    let image: Float64Array = Float64Array.from({ length: size }, (_entry, i) => Number(i === j));
    for (const operation of operations) image = linearMapOf(operation)?.apply(image) ?? image;
    return [...image];
  });
  const matrix = new Matrix(columns);
  return new SingularValueDecomposition(matrix.rows < matrix.columns ? matrix.transpose() : matrix).norm2;
}

describe.each(CONVOLUTIONS)("isChainBelow, %s", (_, dataFormat, build) => {
  it.each(["after", "before"] as const)("with batch normalisation %s it", async (side) => {
    const inputShape = dataFormat === "channelsFirst" ? [3, 5, 4] : [5, 4, 3];
    const norm = layers.batchNormalization({ axis: dataFormat === "channelsFirst" ? 1 : 3 });
    const model = tfl.sequential({
      layers: [layers.inputLayer({ inputShape }), ...(side === "after" ? [build(), norm] : [norm, build()])],
    });
    for (const seed of [1, 2, 3]) {
      randomizeWeights(model, seed);
      const artifacts = await savedModel(model);
      const issued = readNetwork(artifacts);
      const { operations } = readModel(artifacts, inputShape);
      const truth = explicitNorm(issued);
      const is = (method: string, upper: number, grid?: readonly number[]): boolean =>
        isChainBelow(operations, { method, upper, grid }, work());
      expect(is("cholesky", truth * (1 + 1e-9))).toBe(true);
      for (const factor of [0.5, 1 - 1e-9]) {
        expect(is("cholesky", truth * factor)).toBe(false);
        expect(is("reshaped", truth * factor)).toBe(false);
        for (const grid of [
          [4, 4],
          [7, 6],
          [16, 16],
        ]) {
          expect(is("fourier", truth * factor, grid)).toBe(false);
        }
      }
      // As tight as the issuer has it.
      const [first, second] = issued.operations;
      const folded = side === "after" ? fold(first, second, side) : fold(second, first, side);
      expect(folded).not.toBeNull();
      const { upper = 0, grid = [] } = folded ?? {};
      expect(is("fourier", upper * (1 + 2 ** -27), grid)).toBe(true);
      expect(upper).toBeGreaterThanOrEqual(truth * (1 - 1e-9));
    }
    model.dispose();
  });
});

function fold(
  convolution: Network["operations"][number] | undefined,
  scale: Network["operations"][number] | undefined,
  side: "after" | "before",
): { upper: number; grid: readonly number[] } | null {
  if (convolution === undefined || scale === undefined) return null;
  const folded = foldScale(convolution, scale, side);
  if (folded === null) return null;
  return fourierUpper(folded.map, folded.kernel, { radius: folded.kernelError, maxWork: 1e9, stopAt: Infinity });
}

describe("isChainBelow", () => {
  it("refuses chains that are not linear, and methods that do not fit", async () => {
    const model = tfl.sequential({
      layers: [
        layers.conv2d({ name: "c", filters: 2, kernelSize: 2, inputShape: [3, 3, 1] }),
        layers.averagePooling2d({ name: "p", poolSize: 2 }),
        layers.activation({ name: "r", activation: "relu" }),
      ],
    });
    const { operations } = readModel(await savedModel(model), [3, 3, 1]);
    const claim = { method: "cholesky", upper: 1e6, grid: undefined };
    expect(() => isChainBelow(operations, claim, work())).toThrow(/must be of linear operations, received r/);
    expect(isChainBelow(operations.slice(0, 2), claim, work())).toBe(true);
    expect(() => isChainBelow(operations.slice(0, 2), { ...claim, method: "reshaped" }, work())).toThrow(
      /must be a convolution and scales/,
    );
    model.dispose();
  });
});
