import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConvolutionMap, convolutionUpper } from "@lipschitz-gan/certificates";
import { certifiedFactor } from "../../src/internal/certified-factor.ts";
import { svd } from "../support/matrices.ts";

const dense = (inputs: number, outputs: number): ConvolutionMap => ({
  axes: [],
  inChannels: inputs,
  outChannels: outputs,
  groups: 1,
  isAdjoint: false,
});
const axis = (inputSize: number, kernelSize: number): ConvolutionMap["axes"][0] => ({
  inputSize,
  outputSize: inputSize,
  kernelSize,
  stride: 1,
  dilation: 1,
  padBefore: Math.floor((kernelSize - 1) / 2),
});
const image = (size: number): ConvolutionMap => ({ ...dense(1, 1), axes: [axis(size, 3), axis(size, 3)] });
const product = ({ mantissa, exponent }: { mantissa: number; exponent: number }): number => mantissa * 2 ** exponent;

describe("certifiedFactor", () => {
  it("keeps the norm of what is left after rounding at most at the share, for dense kernels at all scales", () => {
    const kernel = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.constantFrom(-149, -130, -20, 0, 100))
      .chain(([m, n, exponent]) =>
        fc.tuple(
          fc.constant([m, n] as const),
          fc.array(
            fc.integer({ min: -99, max: 99 }).map((x) => x * 2 ** exponent),
            { minLength: m * n, maxLength: m * n },
          ),
        ),
      );
    const shares = fc.constantFrom(1, 0.7, 3, 2 ** -60, 2 ** 60, 1e-38, 1e-43, 1e-44);
    fc.assert(
      fc.property(kernel, shares, ([[m, n], entries], share) => {
        const factor = product(certifiedFactor(Float32Array.from(entries), [dense(m, n)], share));
        const bar = entries.map((x) => Math.fround(factor * x));
        const rows = Array.from({ length: m }, (_, i) => bar.slice(i * n, (i + 1) * n));
        const [norm = 0] = svd(rows).sigmas;
        expect(norm).toBeLessThanOrEqual(share * (1 + 2 ** -48));
        // As near as rounding allows, unless W̄ itself is subnormal.
        const isFar = entries.some((x) => x !== 0) && share > 1e-30 && norm <= share * (1 - 2e-6);
        expect(isFar).toBe(false);
      }),
      { numRuns: Number(process.env["FC_RUNS"] ?? 100) * 3 },
    );
  });

  it("is as much smaller as rounding may add: √κ 2^-24 ‖W‖_F, κ being the most windows that meet one entry", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 16, maxLength: 16 }),
        (height, width, entries) => {
          const geometry = { ...dense(1, 1), axes: [axis(5, height), axis(6, width)] };
          const kernel = Float32Array.from(entries.slice(0, height * width));
          fc.pre(kernel.some((x) => x !== 0));
          const { upper } = convolutionUpper(geometry, kernel);
          const least = upper + Math.sqrt(height * width) * 2 ** -24 * Math.hypot(...kernel);
          expect(3 / product(certifiedFactor(kernel, [geometry], 3))).toBeGreaterThanOrEqual(least);
        },
      ),
    );
  });

  it("has the same mantissa for 2^j W, and the exponent less j", () => {
    const entries = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i));
    const one = certifiedFactor(entries, [dense(3, 4)], 1);
    for (const j of [-120, -3, 1, 40, 120]) {
      const other = certifiedFactor(entries.map((x) => x * 2 ** j), [dense(3, 4)], 1); // prettier-ignore
      expect(other).toEqual({ mantissa: one.mantissa, exponent: one.exponent - j });
    }
  });

  it("lets what is zero be, and NaN and infinities show", () => {
    expect(certifiedFactor(new Float32Array(4), [dense(2, 2)], 3)).toEqual({ mantissa: 3, exponent: 0 });
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      expect(certifiedFactor(Float32Array.of(1, bad), [dense(1, 2)], 3).mantissa).toBeNaN();
    }
  });

  it("takes the largest place", () => {
    const kernel = Float32Array.from({ length: 9 }, () => 1);
    const [small, large] = [image(2), image(5)];
    const both = product(certifiedFactor(kernel, [small, large], 1));
    expect(product(certifiedFactor(kernel, [large, small], 1))).toBe(both);
    expect(both).toBe(product(certifiedFactor(kernel, [large], 1)));
    expect(both).toBeLessThan(product(certifiedFactor(kernel, [small], 1)) / 1.5);
  });

  it("gives finite numbers where all that is large meets no image", () => {
    // On one pixel only the tap in the middle counts.
    const kernel = Float32Array.of(3e38, 1e-40, 3e38);
    const factor = product(certifiedFactor(kernel, [{ ...dense(1, 1), axes: [axis(1, 3)] }], 1));
    const bar = kernel.map((x) => factor * x);
    expect(bar.every(Number.isFinite)).toBe(true);
    expect(bar[1]).toBeLessThanOrEqual(1);
  });

  it("affords the norm of the reshaped kernel, where that of the map is too dear", () => {
    const [channels, size] = [384, 16]; // takes more than the least work that is always afforded
    const geometry = { ...dense(channels, channels), axes: [axis(size, 3), axis(size, 3)] };
    let state = 1;
    const entries = Float32Array.from({ length: 9 * channels * channels }, () => {
      state = (state * 48271) % 2147483647; // a linear congruence is enough for entries without order
      return state / 2147483647 - 0.5;
    });
    const length = Math.sqrt(entries.reduce((sum, x) => sum + x * x, 0));
    const bound = 1 / product(certifiedFactor(entries, [geometry], 1));
    // By the Frobenius norm it would be 3 times the length; singular values of random matrices are near √m + √n of its √(mn).
    expect(bound).toBeLessThan((3 * 1.2 * length * (Math.sqrt(9 * channels) + Math.sqrt(channels))) / (3 * channels));
  });
});
