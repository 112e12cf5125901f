import { convolutionMatrix, svdNorm } from "./support/oracle.ts";
import { convolutions, sameAxis } from "./support/arbitraries.ts";
import { describe, expect, it } from "vitest";
import type { ConvolutionMap } from "../../src/network/convolution-map.ts";
import { convolutionUpper } from "../../src/linear/convolution-upper.ts";
import * as fc from "fast-check";

const dense: ConvolutionMap = { axes: [], inChannels: 2, outChannels: 2, groups: 1, isAdjoint: false };

describe("convolutionUpper", () => {
  it("gives the norm of a dense layer's matrix", () => {
    const { upper, method } = convolutionUpper(dense, [3, 0, 4, 5]);
    expect(method).toBe("cholesky");
    expect(upper).toBeGreaterThanOrEqual(Math.sqrt(45));
    expect(upper).toBeLessThan(Math.sqrt(45) * (1 + 1e-6));
  });

  it("takes the largest group", () => {
    const map = { ...dense, groups: 2 }; // kernel [1, 2]: two numbers
    expect(convolutionUpper(map, [3, -7]).upper / 7).toBeCloseTo(1, 6);
  });

  it("knows the norm of neighbours added up: a bidiagonal matrix, 2 cos(π / (2n + 1))", () => {
    const axis = { inputSize: 30, outputSize: 30, kernelSize: 2, stride: 1, dilation: 1, padBefore: 0 };
    const { upper } = convolutionUpper(
      { axes: [axis], inChannels: 1, outChannels: 1, groups: 1, isAdjoint: false },
      [1, 1],
    );
    const exact = 2 * Math.cos(Math.PI / 61);
    expect(upper).toBeGreaterThanOrEqual(exact);
    expect(upper).toBeLessThan(exact * (1 + 1e-6));
  });

  it("is the reshaped kernel's norm where no windows meet", () => {
    const axis = sameAxis(4096, 4, 4);
    const map = { axes: [axis], inChannels: 1, outChannels: 2, groups: 1, isAdjoint: false };
    const { upper, method } = convolutionUpper(map, [1, 0, 1, 0, 1, 0, 1, 0.5]);
    expect(method).toBe("reshaped");
    expect(upper).toBeCloseTo(
      svdNorm([
        [1, 1, 1, 1],
        [0, 0, 0, 0.5],
      ]),
      5,
    );
  });

  it("is zero for a kernel of zeros", () => {
    expect(convolutionUpper({ ...dense, axes: [sameAxis(9, 3, 1)] }, new Float32Array(12)).upper).toBe(0);
    expect(convolutionUpper({ ...dense, axes: [sameAxis(4000, 3, 1)] }, new Float32Array(12)).upper).toBe(0);
  });

  it.each([2 ** -146, 2 ** -140, 1e30, 3e38])("bears entries of %d", (size) => {
    const map = { axes: [sameAxis(1000, 3, 1)], inChannels: 2, outChannels: 2, groups: 1, isAdjoint: false };
    // The identity with weights 1, 4, 2: the symbol is largest at frequency 0, where it is 7.
    const kernel = Float32Array.from([1, 0, 0, 1, 4, 0, 0, 4, 2, 0, 0, 2], (weight) => (weight * size) / 4);
    const { upper, method } = convolutionUpper(map, kernel);
    const unit = (kernel[4] ?? 0) / 4;
    expect(method).toBe("fourier");
    expect(upper / unit).toBeGreaterThan(7 * 0.9999);
    expect(upper / unit).toBeLessThan(7 * 1.001);
  });

  it("adds what the kernel's rounding may change", () => {
    const exact = convolutionUpper(dense, [3, 0, 4, 5]).upper;
    const { upper } = convolutionUpper(dense, [3, 0, 4, 5], { kernelError: 0.125 });
    // δ / (1 − δ) = 1/7 of the Frobenius norm √50.
    expect(upper).toBeGreaterThanOrEqual(exact + Math.sqrt(50) / 7);
    expect(upper).toBeLessThan(exact + Math.sqrt(50) / 7 + 1e-6);
  });

  it("refuses what is no convolution", () => {
    const axis = sameAxis(4, 3, 1);
    const map = { ...dense, axes: [axis] };
    const kernel = new Float32Array(12);
    expect(() => convolutionUpper(map, new Float32Array(11))).toThrow(/kernel must have 12 entries, received 11/u);
    expect(() => convolutionUpper(map, kernel.with(3, Number.NaN))).toThrow(/must be finite/u);
    expect(() => convolutionUpper(map, kernel.with(3, -Infinity))).toThrow(/must be finite/u);
    expect(() => convolutionUpper({ ...map, groups: 3 }, kernel)).toThrow(/groups must divide/u);
    expect(() => convolutionUpper({ ...map, axes: [{ ...axis, stride: 0 }] }, kernel)).toThrow(/stride must be/u);
    expect(() => convolutionUpper({ ...map, axes: [{ ...axis, padBefore: 0.5 }] }, kernel)).toThrow(/padBefore/u);
    expect(() => convolutionUpper(map, kernel, { kernelError: -1 })).toThrow(/kernelError/u);
  });

  it("is never below the norm, for all geometries, and near it", () => {
    fc.assert(
      fc.property(convolutions(), ({ map, kernel }) => {
        const exact = svdNorm(convolutionMatrix(map, kernel));
        const { upper } = convolutionUpper(map, kernel);
        expect(upper).toBeGreaterThanOrEqual(exact);
        // All these are small enough for their explicit matrix, or their kernel's matrix is the map up to cut borders.
        const isPointwise = map.axes.every(({ kernelSize }) => kernelSize === 1);
        expect(upper).toBeLessThanOrEqual(isPointwise ? Infinity : exact * (1 + 1e-6));
      }),
    );
  });

  it("by reshaping and by the symbol is never below the norm, for all geometries", () => {
    fc.assert(
      fc.property(convolutions(), ({ map, kernel }) => {
        const exact = svdNorm(convolutionMatrix(map, kernel));
        const { upper } = convolutionUpper(map, kernel, { maxWork: 1 }); // enough for nothing but Frobenius norms
        expect(upper).toBeGreaterThanOrEqual(exact);
      }),
    );
  });
});
