import { describe, expect, it } from "vitest";
import { convolutionSymbol } from "../../src/linear/internal/symbol.ts";
import { sameAxis } from "./support/arbitraries.ts";

const map = { axes: [sameAxis(32, 4, 2)], inChannels: 2, outChannels: 2, groups: 2, isAdjoint: false };
const unit = 2 ** -53;

describe("convolutionSymbol", () => {
  it("has the sums of the taps that fall upon the same residue, for one group", () => {
    // One channel in and out: K[t] = 1, 2, 4, 8 at t − 1 = −1, 0, 1, 2, so shifts −1, 0, 0, 1 and residues 1, 0, 1, 0.
    const symbol = convolutionSymbol(map, Float64Array.of(1, 9, 2, 9, 4, 9, 8, 9), 0, 0);
    expect(symbol.shifts).toEqual([[-1], [0], [0], [1]]);
    expect([symbol.count, symbol.length]).toEqual([1, 2]);
    const [re, im] = [new Float64Array(2), new Float64Array(2)];
    symbol.write(re, im, Float64Array.of(10, 1, 1, 100), Float64Array.of(-10, 0, 0, 100));
    expect([...re]).toEqual([10 + 4, 2 + 800]); // residue 1, the first tap's, comes first
    expect([...im]).toEqual([-10, 800]);
  });

  it("allows for the roots of unity, the sums, and the kernel's uncertainty", () => {
    const kernel = new Float64Array(8).fill(1); // Σ|K_t| is 2 at either residue: 2 √2 in all
    const { error } = convolutionSymbol(map, kernel, 0, 0);
    expect(error).toBeGreaterThanOrEqual((12 + 4) * unit * 2 * Math.SQRT2); // 12u an axis, and γ_4
    expect(error).toBeLessThan(20 * unit * 2 * Math.SQRT2);
    expect(convolutionSymbol(map, kernel, 0, 0.25).error).toBeGreaterThanOrEqual(0.5 * Math.SQRT2);
    expect(convolutionSymbol(map, kernel, 0, 0.25).error).toBeLessThan(0.5 * Math.SQRT2 + 1e-12);
  });
});
