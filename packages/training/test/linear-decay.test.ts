import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linearDecay } from "../src/linear-decay.ts";

describe("linearDecay", () => {
  it("is 1 until `after`, halves half way, and ends at 0", () => {
    const factor = linearDecay(10, 20);
    expect([0, 10, 15, 19, 20, 99].map(factor)).toEqual([1, 1, 0.5, 0.1, 0, 0]);
  });

  it("refuses an empty or reversed interval and fractions", () => {
    for (const [after, until] of [
      [5, 5],
      [6, 5],
      [-1, 5],
      [0.5, 5],
      [0, Number.NaN],
    ] as const) {
      expect(() => linearDecay(after, until)).toThrow(/linearDecay: must have integers/);
    }
  });

  it("never rises and stays within [0, 1], for all intervals", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 1000 }), fc.nat(3000), (after, length, step) => {
        const factor = linearDecay(after, after + length);
        expect(factor(step)).toBeGreaterThanOrEqual(factor(step + 1));
        expect(factor(step)).toBeGreaterThanOrEqual(0);
        expect(factor(step)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
