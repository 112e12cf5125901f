import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { constrain, type ConstrainedWeight, unconstrained } from "@lipschitz-gan/core";
import { reshapedRatio } from "../../src/internal/reshaped-ratio.ts";
import { svd } from "../support/matrices.ts";
import { fill } from "../support/models.ts";
import { operatorNorm } from "../support/operator-norm.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const { layers } = tfl;

/** The kernel of a layer by itself, with normal entries. */
function weightOf(layer: tfl.layers.Layer, seed = 0): ConstrainedWeight {
  const model = tfl.sequential({ layers: [layer] });
  fill(model, seed);
  return constrain(model, unconstrained()).weights[0]!;
}

/** Largest singular value of the reshaped kernel, over its blocks. */
function reshapedNorm({ matrix }: ConstrainedWeight, value: tf.Tensor): number {
  const blocks = tf.tidy(() => matrix!.toBlocks(value).arraySync());
  return Math.max(...blocks.map((block) => svd(block).sigmas[0] ?? 0));
}

const transposed = (strides: number, kernelSize: number): tfl.layers.Layer =>
  layers.conv2dTranspose({ filters: 1, kernelSize, strides, padding: "same", inputShape: [4, 4, 1] });

const settings = fc
  .record({
    size: fc.integer({ min: 1, max: 4 }),
    kernelSize: fc.integer({ min: 1, max: 4 }),
    strides: fc.integer({ min: 1, max: 3 }),
    padding: fc.constantFrom("same" as const, "valid" as const),
    kind: fc.constantFrom("conv2d" as const, "conv2dTranspose" as const, "depthwiseConv2d" as const),
    seed: fc.nat(99),
  })
  .map(({ size, ...rest }) =>
    Object.assign(rest, { size: Math.max(size, rest.padding === "valid" ? rest.kernelSize : 1) }),
  );

describe("reshapedRatio", () => {
  it("is a bound of the norm of the reshaped kernel over that of the map", () => {
    fc.assert(
      fc.property(settings, ({ kind, size, seed, ...config }) => {
        const shared = { ...config, name: "layer", inputShape: [size, size, 2], useBias: false };
        const layer =
          kind === "depthwiseConv2d"
            ? layers.depthwiseConv2d({
                ...shared,
                kernelSize: [config.kernelSize, config.kernelSize],
                depthMultiplier: 2,
              })
            : layers[kind]({ ...shared, filters: 2 });
        const weight = weightOf(layer, seed);
        const ratio = reshapedRatio(weight);
        // Entries of one tap alone come nearest to it.
        const taps = tf.tensor(
          Float32Array.from({ length: weight.variable.size }, (_, i) => (i === seed % weight.variable.size ? 1 : 0)),
          weight.variable.shape,
        );
        for (const value of [weight.variable, taps]) {
          const [reshaped, operator] = [reshapedNorm(weight, value), operatorNorm(weight, value)];
          expect(reshaped).toBeLessThanOrEqual(ratio === Infinity ? Infinity : ratio * operator * (1 + 1e-12));
        }
      }),
    );
  });

  it("is infinite where a tap meets no image, and 1 as soon as one place holds a whole window", () => {
    const conv = (size: number): tfl.layers.Layer =>
      layers.conv2d({ filters: 1, kernelSize: 3, padding: "same", inputShape: [size, size, 1] });
    expect([1, 2, 3].map((size) => reshapedRatio(weightOf(conv(size))))).toEqual([Infinity, Infinity, 1]);
    const onePixel = layers.conv2dTranspose({ filters: 1, kernelSize: 3, padding: "same", inputShape: [1, 1, 1] });
    expect(reshapedRatio(weightOf(onePixel))).toBe(Infinity);
    const shared = layers.conv2d({ filters: 1, kernelSize: 3, padding: "same" });
    const input = tfl.input({ shape: [1, 1, 1] });
    const padded = layers.zeroPadding2d({ padding: 1 }).apply(shared.apply(input));
    const model = tfl.model({ inputs: input, outputs: shared.apply(padded) as tfl.SymbolicTensor });
    expect(reshapedRatio(constrain(model, unconstrained()).weights[0]!)).toBe(1);
  });

  it("of a transposed kernel is the root of the number of classes of taps, which a stride makes", () => {
    expect([1, 2, 3].map((strides) => reshapedRatio(weightOf(transposed(strides, 4))))).toEqual([1, 2, 3]);
    expect(reshapedRatio(weightOf(transposed(3, 2)))).toBe(2); // of three classes one has no tap
  });
});
