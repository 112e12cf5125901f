import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosineDecay } from "@lipschitz-gan/training";

describe("cosineDecay", () => {
  it("rises linearly, halves half way down, and ends at 0", () => {
    const factor = cosineDecay(4, 20);
    expect([0, 1, 2, 3, 4].map(factor)).toEqual([0.25, 0.5, 0.75, 1, 1]);
    // cos(π/2) is off by π times the unit roundoff.
    expect(Math.abs(factor(12) - 0.5)).toBeLessThanOrEqual(4 * 2 ** -53);
    expect([20, 21, 99].map(factor)).toEqual([0, 0, 0]);
    expect(cosineDecay(0, 1)(0)).toBe(1);
  });

  it("refuses an empty or reversed interval and fractions", () => {
    for (const [warmUp, until] of [
      [5, 5],
      [6, 5],
      [-1, 5],
      [0.5, 5],
      [0, Number.NaN],
    ] as const) {
      expect(() => cosineDecay(warmUp, until)).toThrow(/cosineDecay: must have integers/);
    }
  });

  it("lies in [0, 1], rises while it warms up and never rises after, for all intervals", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.integer({ min: 1, max: 1000 }), fc.nat(1200), (warmUp, length, step) => {
        const factor = cosineDecay(warmUp, warmUp + length);
        const [now, next] = [factor(step), factor(step + 1)];
        expect(now >= 0 && now <= 1).toBe(true);
        expect(step + 1 < warmUp ? next > now : next <= now).toBe(true);
      }),
    );
  });
});
