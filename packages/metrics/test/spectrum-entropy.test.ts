import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectiveRank, spectrumEntropy } from "@lipschitz-gan/metrics";

/** Unit roundoff of float64. */
const u = 2 ** -53;

/**
 * A share is off by a factor of at most 1 + (n + 2) u, from n additions and two divisions, and so is its logarithm by as much
 * absolutely; so the entropy is off by (n + 2) u (H + 1), by 3u of each term's own roundings, and by n u H of their sum.
 */
const allowed = (n: number): number => (n + 2) * u * (Math.log(n) + 1) + (3 + n) * u * Math.log(n) + u;

const spectra = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 2 ** -300, max: 2 ** 300, noNaN: true })), {
    minLength: 1,
    maxLength: 20,
  })
  .filter((values) => values.some((value) => value > 0));

describe("spectrumEntropy", () => {
  it("is log n for n equal values, and 0 for a single one", () => {
    expect(Math.abs(spectrumEntropy([3, 3, 3, 3, 3]) - Math.log(5))).toBeLessThanOrEqual(allowed(5));
    expect(spectrumEntropy([7])).toBe(0);
    expect(spectrumEntropy([0, 7, 0])).toBe(0);
  });

  it("knows a spectrum done by hand", () => {
    // Shares 1/2, 1/4, 1/4: the entropy is 1/2 log 2 + 2 · 1/4 log 4 = 3/2 log 2.
    expect(Math.abs(spectrumEntropy([1, 2, 1]) - 1.5 * Math.log(2))).toBeLessThanOrEqual(allowed(3));
  });

  it("is 0 for zeros, where there is no distribution", () => {
    expect(spectrumEntropy([0, 0])).toBe(0);
  });

  it("takes values whose sum overflows, and whose shares underflow", () => {
    expect(Math.abs(spectrumEntropy([1e308, 1e308]) - Math.log(2))).toBeLessThanOrEqual(allowed(2));
    expect(spectrumEntropy([1e308, 5e-324])).toBe(0);
  });

  it("refuses what is no spectrum", () => {
    expect(() => spectrumEntropy([])).toThrow(/^spectrumEntropy: .* received none/);
    expect(() => spectrumEntropy([1, -1])).toThrow(/received -1/);
    expect(() => spectrumEntropy([NaN])).toThrow(RangeError);
    expect(() => effectiveRank([Infinity])).toThrow(/^effectiveRank: .* received Infinity/);
  });

  it("is log S - Σ σ log σ / S, in [0, log n], and its exponential the effective rank, for all spectra", () => {
    fc.assert(
      fc.property(spectra, (values) => {
        const entropy = spectrumEntropy(values);
        const n = values.length;
        expect(entropy).toBeGreaterThanOrEqual(0);
        expect(entropy).toBeLessThanOrEqual(Math.log(n) + allowed(n));
        expect(effectiveRank(values)).toBe(Math.exp(entropy));
        // The other form of it cancels: log S and the logarithms are up to 300 log 2 + log n in size, and each term is off by
        // (n + 4) u of that.
        const sum = values.reduce((a, b) => a + b, 0);
        const other = Math.log(sum) - values.reduce((a, v) => (v === 0 ? a : a + (v / sum) * Math.log(v)), 0);
        const size = 300 * Math.log(2) + Math.log(n);
        expect(Math.abs(entropy - other)).toBeLessThanOrEqual(allowed(n) + 2 * (n + 4) * u * size);
      }),
    );
  });

  it("does not change with the unit, for all powers of two", () => {
    fc.assert(
      fc.property(spectra, fc.integer({ min: -300, max: 300 }), (values, exponent) => {
        expect(spectrumEntropy(values.map((value) => value * 2 ** exponent))).toBe(spectrumEntropy(values));
      }),
    );
  });
});
