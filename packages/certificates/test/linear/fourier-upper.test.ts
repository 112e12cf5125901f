import * as fc from "fast-check";
import { circulantMatrix, convolutionMatrix, svdNorm } from "./support/oracle.ts";
import { convolutions, sameAxis } from "./support/arbitraries.ts";
import { describe, expect, it } from "vitest";
import { fourierUpper } from "../../src/linear/internal/fourier-upper.ts";
import { gridFactors } from "../../src/linear/internal/polyphase.ts";

/** Entries between −1 and 1 that look random: the fractional parts of multiples of the golden ratio. */
function scattered(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 2 * (((i + 1) * 0.6180339887498949 * (1 + (i % 7))) % 1) - 1);
}

const ALL = { radius: 0, maxWork: Infinity, stopAt: Infinity };

describe("fourierUpper", () => {
  it("makes up for what lies between the frequencies of a coarse grid", () => {
    // |e^{iθ} − e^{−iθ}| = 2 |sin θ| is 2, and √3 at the sixth roots of unity: the factor 1 / cos(π / 6) is attained.
    const map = { axes: [sameAxis(1e5, 3, 1)], inChannels: 1, outChannels: 1, groups: 1, isAdjoint: false };
    const found = fourierUpper(map, Float64Array.of(1, 0, -1), { ...ALL, maxWork: 3.5 * 4100 });
    expect(found?.grid).toEqual([6]);
    expect(found?.upper).toBeGreaterThanOrEqual(2);
    expect(found?.upper).toBeLessThan(2.02);
  });

  it("allows for the kernel's own uncertainty and for rounding", () => {
    const map = { axes: [sameAxis(50, 3, 1)], inChannels: 1, outChannels: 1, groups: 1, isAdjoint: false };
    const exact = fourierUpper(map, Float64Array.of(1, 1, 1), ALL)?.upper ?? 0;
    expect(exact).toBeGreaterThanOrEqual(3);
    const found = fourierUpper(map, Float64Array.of(1, 1, 1), { ...ALL, radius: 0.25 });
    expect(found?.upper).toBeGreaterThanOrEqual(3.75);
    expect(found?.upper).toBeLessThan(3.75 + 1e-4);
  });

  it.each([
    [16, 3, 1],
    [16, 4, 2],
    [24, 5, 1],
  ])("on images of %d with kernels of %d at stride %d is within 5 %", (size, kernelSize, stride) => {
    const axes = [sameAxis(size, kernelSize, stride), sameAxis(4, 1, 1)];
    const map = { axes, inChannels: 3, outChannels: 4, groups: 1, isAdjoint: false };
    const kernel = scattered(kernelSize * 12);
    const exact = svdNorm(convolutionMatrix(map, kernel));
    const found = fourierUpper(map, kernel, ALL);
    expect(found?.upper).toBeGreaterThanOrEqual(exact);
    expect(found?.upper).toBeLessThan(1.05 * exact);
  });

  it("gives up where it cannot beat a bound", () => {
    const map = { axes: [sameAxis(9, 3, 1)], inChannels: 1, outChannels: 1, groups: 1, isAdjoint: false };
    expect(fourierUpper(map, Float64Array.of(1, 1, 1), { ...ALL, stopAt: 2 })).toBeNull();
  });

  it("is the norm of the block circulant, for all geometries", () => {
    fc.assert(
      fc.property(convolutions(), ({ map, kernel }) => {
        fc.pre(kernel.some((x) => x !== 0));
        const found = fourierUpper(map, Float64Array.from(kernel), ALL);
        const grid = found?.grid ?? [];
        fc.pre(grid.reduce((product, size, a) => product * size * (map.axes[a]?.stride ?? 1), map.inChannels) <= 200);
        const exact = svdNorm(circulantMatrix(map, kernel, grid)) * gridFactors(map.axes, grid);
        expect(found?.upper).toBeGreaterThanOrEqual(exact);
        expect(found?.upper).toBeLessThanOrEqual(exact * (1 + 2e-5));
      }),
    );
  });

  // From grids that are exact for the size down to four frequencies for each degree of the symbol.
  it("is never below the convolution's norm, for all geometries and grids", () => {
    fc.assert(
      fc.property(convolutions(), fc.constantFrom(Infinity, 30, 15, 8, 4, 2, 1), ({ map, kernel }, frequencies) => {
        fc.pre(kernel.some((x) => x !== 0));
        const exact = svdNorm(convolutionMatrix(map, kernel));
        const maxWork = 5000 * frequencies * map.groups;
        const found = fourierUpper(map, Float64Array.from(kernel), { ...ALL, maxWork });
        expect(found?.upper ?? Infinity).toBeGreaterThanOrEqual(exact);
        expect(found !== null || frequencies < Infinity).toBe(true);
      }),
    );
  });
});
