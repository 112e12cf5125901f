import { describe, expect, it } from "vitest";
import { batchNormalizationNorm, layerNormalizationLipschitz } from "@lipschitz-gan/certificates";
import { createRng } from "@lipschitz-gan/core";

const normalized = (x: readonly number[], gamma: readonly number[], epsilon: number): number[] => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map((value, i) => ((gamma[i] ?? 1) * (value - mean)) / Math.sqrt(variance + epsilon));
};
const length = (x: readonly number[]): number => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));

describe("batchNormalizationNorm", () => {
  it("is the largest scale", () => {
    expect(batchNormalizationNorm({ variance: [4, 1, 9], epsilon: 0 })).toBe(1);
    expect(batchNormalizationNorm({ gamma: [0, 0], variance: [1, 1], epsilon: 0 })).toBe(0);
  });

  it("takes epsilon for the float32 that TensorFlow.js adds, if that is smaller", () => {
    const smaller = 0.7; // its float32 is below it
    expect(Math.fround(smaller)).toBeLessThan(smaller);
    const constant = batchNormalizationNorm({ variance: [0], epsilon: smaller });
    expect(constant).toBeGreaterThanOrEqual(1 / Math.sqrt(Math.fround(smaller)));
  });

  it("refuses numbers that give no finite scale", () => {
    for (const [value, epsilon] of [
      [0, 0],
      [-2, 1],
      [Infinity, 1],
    ] as const) {
      expect(() => batchNormalizationNorm({ variance: [1, value], epsilon })).toThrow(
        `batchNormalizationNorm: variance + epsilon must be finite and > 0, received ${value} + ${epsilon}`,
      );
    }
    expect(() => batchNormalizationNorm({ variance: [Number.NaN], epsilon: 1 })).toThrow(/received NaN/);
    expect(() => batchNormalizationNorm({ gamma: [Infinity], variance: [1], epsilon: 1 })).toThrow(
      "batchNormalizationNorm: |gamma| must be a finite number >= 0, received Infinity",
    );
    expect(() => batchNormalizationNorm({ gamma: [1], variance: [1, 1], epsilon: 1 })).toThrow(/received NaN/);
  });
});

describe("layerNormalizationLipschitz", () => {
  it("is exceeded by no pair, and nearly attained next to a constant input", () => {
    const random = createRng(0).stream("x");
    let largest = 0;
    for (let run = 0; run < 5000; run++) {
      const size = 2 + (run % 6);
      const scale = 10 ** -(run % 4);
      const gamma = Array.from({ length: size }, () => random.normal());
      const x = Array.from({ length: size }, () => scale * random.normal());
      const by = Array.from({ length: size }, () => scale * random.normal());
      const [from, to] = [
        normalized(x, gamma, 1e-3),
        normalized(
          x.map((value, i) => value + (by[i] ?? 0)),
          gamma,
          1e-3,
        ),
      ];
      const ratio = length(to.map((value, i) => value - (from[i] ?? 0))) / length(by);
      const constant = layerNormalizationLipschitz({ gamma, epsilon: 1e-3 });
      // The differences are of numbers of size `length(to)` and lose that much times a few roundings.
      const lost = ((8 + size) * 2 ** -52 * (length(to) + length(from))) / length(by);
      expect(ratio).toBeLessThanOrEqual(constant + lost);
      largest = Math.max(largest, ratio / constant);
    }
    expect(largest).toBeGreaterThan(0.9);
  });

  it("is the largest gain over the root of epsilon", () => {
    expect(layerNormalizationLipschitz({ epsilon: 0.25 })).toBe(2);
    expect(layerNormalizationLipschitz({ gamma: [1, -3, 2], epsilon: 0.25 })).toBe(6);
    expect(layerNormalizationLipschitz({ gamma: [0, 0], epsilon: 0.25 })).toBe(0);
  });

  it("takes epsilon for the float32 that TensorFlow.js adds, if that is smaller", () => {
    expect(Math.fround(0.7)).toBeLessThan(0.7);
    expect(layerNormalizationLipschitz({ epsilon: 0.7 })).toBeGreaterThanOrEqual(1 / Math.sqrt(Math.fround(0.7)));
    expect(Math.fround(0.1)).toBeGreaterThan(0.1);
    expect(layerNormalizationLipschitz({ epsilon: 0.1 })).toBeGreaterThanOrEqual(1 / Math.sqrt(0.1));
  });

  it.each([0, -1, Infinity, Number.NaN])("refuses the epsilon %d", (epsilon) => {
    expect(() => layerNormalizationLipschitz({ epsilon })).toThrow(
      `layerNormalizationLipschitz: epsilon must be finite and > 0, received ${epsilon}; without it there is no constant`,
    );
  });

  it("refuses gains that are not finite", () => {
    expect(() => layerNormalizationLipschitz({ gamma: [1, Number.NaN], epsilon: 1 })).toThrow(
      "layerNormalizationLipschitz: |gamma| must be a finite number >= 0, received NaN",
    );
  });
});
