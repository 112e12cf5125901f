import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectiveRank } from "@lipschitz-gan/metrics";

/** Unit roundoff of float64. */
const u = 2 ** -53;

describe("effectiveRank", () => {
  it("is the number of equal values, whatever their size", () => {
    for (const size of [1e-300, 1, 1e300]) {
      expect(Math.abs(effectiveRank([size, size, 0, size]) - 3)).toBeLessThanOrEqual(3 * 8 * u);
    }
  });

  it("is 0 for a zero spectrum and 1 for a single direction", () => {
    expect(effectiveRank([0, 0])).toBe(0);
    expect(effectiveRank([0, 7, 0])).toBe(1);
  });

  it.each([[[]], [[-1]], [[1, NaN]], [[Infinity]]])("refuses %o", (values) => {
    expect(() => effectiveRank(values)).toThrow(RangeError);
  });

  it("lies between 1 and n and does not change with scale or order, for all spectra", () => {
    const spectrum = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(spectrum, fc.double({ min: 0.1, max: 10, noNaN: true }), (values, scale) => {
        const rank = effectiveRank(values);
        // The entropy, at most log 20 < 3, is a sum of n terms of a few roundings each.
        const error = rank * (values.length + 8) * 4 * u * 3;
        expect(rank).toBeGreaterThanOrEqual(1 - error);
        expect(rank).toBeLessThanOrEqual(values.length + error);
        expect(Math.abs(effectiveRank(values.toReversed()) - rank)).toBeLessThanOrEqual(error);
        expect(Math.abs(effectiveRank(values.map((value) => value * scale)) - rank)).toBeLessThanOrEqual(error);
      }),
    );
  });
});
