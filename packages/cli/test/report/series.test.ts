import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { movingMean, type Point, thin } from "../../src/report/series.ts";

function pointsOf(values: readonly number[]): Point[] {
  return values.map((value, step) => ({ step, value }));
}

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });

describe("thin", () => {
  it("keeps a spike of one step among thousands", () => {
    const points = pointsOf(Array.from({ length: 10_000 }, (_, i) => (i === 6123 ? 50 : 0)));
    expect(thin(points, 8)).toContainEqual({ step: 6123, value: 50 });
  });

  it("leaves at most the limit, in order, with both ends and both extremes, for all curves", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 40 }), (drawn, half) => {
        const points = pointsOf(drawn);
        const kept = thin(points, 2 * half);
        expect(kept.length).toBeLessThanOrEqual(Math.max(2 * half, 0));
        expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
        const [before, after] = [drawn, kept.map(({ value }) => value)];
        expect([Math.min(...after), Math.max(...after)]).toEqual([Math.min(...before), Math.max(...before)]);
        expect(kept.every(({ step }, i) => i === 0 || step > (kept[i - 1]?.step ?? 0))).toBe(true);
      }),
    );
  });
});

describe("movingMean", () => {
  it("averages the neighbours that there are", () => {
    expect(movingMean(pointsOf([0, 3, 6, 0]), 1).map(({ value }) => value)).toEqual([1.5, 3, 3, 3]);
    expect(movingMean([], 3)).toEqual([]);
  });

  it("agrees with the plain mean of each window, for all curves", () => {
    fc.assert(
      fc.property(values, fc.nat(20), (drawn, reach) => {
        const smooth = movingMean(pointsOf(drawn), reach);
        for (const [i, { step, value }] of smooth.entries()) {
          const near = drawn.slice(Math.max(0, i - reach), i + reach + 1);
          const mean = near.reduce((sum, each) => sum + each, 0) / near.length;
          expect(step).toBe(i);
          // running sums of up to 300 values of up to 1e6: 300 additions, each off by at most u times 3e8
          expect(Math.abs(value - mean)).toBeLessThanOrEqual(2 * 300 * 2 ** -53 * 3e8);
        }
      }),
    );
  });
});
