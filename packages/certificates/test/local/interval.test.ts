import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sumOfIntervals, toEnclosure, toInterval } from "../../src/local/interval.ts";

/** A float64 as a fraction of 2^1074. */
function exact(x: number): bigint {
  if (x === 0) return 0n;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const digits = (bits & ((1n << 52n) - 1n)) + (exponent === 0 ? 0n : 1n << 52n);
  const size = digits << BigInt(Math.max(exponent, 1) - 1);
  return x < 0 ? -size : size;
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 }),
  fc.integer({ min: -3, max: 3 }).map((n) => n * Number.MIN_VALUE),
  fc.integer({ min: -10, max: 10 }),
);
const interval = fc.tuple(number, number).map(([a, b]) => ({
  low: Float64Array.of(Math.min(a, b)),
  high: Float64Array.of(Math.max(a, b)),
}));

describe("intervals", () => {
  it("hold what they held, by corners or by middle and radius", () => {
    fc.assert(
      fc.property(interval, (box) => {
        const { middle, radius } = toEnclosure(box);
        const [m, r] = [exact(middle[0] ?? 0), exact(radius[0] ?? 0)];
        expect(m - r <= exact(box.low[0] ?? 0)).toBe(true);
        expect(m + r >= exact(box.high[0] ?? 0)).toBe(true);
        const { low, high } = toInterval({ middle, radius });
        expect(exact(low[0] ?? 0) <= m - r).toBe(true);
        expect(exact(high[0] ?? 0) >= m + r).toBe(true);
      }),
    );
  });

  it("have sums that hold all sums", () => {
    fc.assert(
      fc.property(interval, interval, (a, b) => {
        const { low, high } = sumOfIntervals(a, b);
        expect(exact(low[0] ?? 0) <= exact(a.low[0] ?? 0) + exact(b.low[0] ?? 0)).toBe(true);
        expect(exact(high[0] ?? 0) >= exact(a.high[0] ?? 0) + exact(b.high[0] ?? 0)).toBe(true);
      }),
    );
  });
});
