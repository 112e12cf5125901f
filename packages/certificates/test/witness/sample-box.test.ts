import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { float32Range, pairAround } from "../../src/witness/sample-box.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e38, max: 1e38 });

describe("float32Range", () => {
  it("holds float32 of the range only, the first and the last", () => {
    expect(float32Range([0.1, 0.2])).toEqual([Math.fround(0.1), 0.19999998807907104]);
    expect(float32Range([-0.2, -0.1])).toEqual([-0.19999998807907104, Math.fround(-0.1)]);
    expect(float32Range([1e-50, 1])).toEqual([2 ** -149, 1]);
    expect(float32Range([-1, -1e-50])).toEqual([-1, -(2 ** -149)]);
    expect(float32Range([0, 1e-50])).toBeNull();
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const range = [Math.min(a, b), Math.max(a, b)] as const;
        const found = float32Range(range);
        if (found === null) return;
        for (const end of found) expect(Math.fround(end)).toBe(end);
        expect(found[0]).toBeGreaterThanOrEqual(range[0]);
        expect(found[1]).toBeLessThanOrEqual(range[1]);
        expect(found[0] - range[0]).toBeLessThanOrEqual(Math.abs(found[0]) * 2 ** -23 + 2 ** -149);
        expect(range[1] - found[1]).toBeLessThanOrEqual(Math.abs(found[1]) * 2 ** -23 + 2 ** -149);
      }),
    );
  });
});

describe("pairAround", () => {
  it("stays in the range, and keeps the direction wherever the centre is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.integer({ min: -9, max: 9 })), {
          minLength: 1,
        }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (entries, extent) => {
          const direction = Float64Array.from(entries, ([, entry]) => entry);
          if (direction.every((entry) => entry === 0)) return;
          const [x, y] = pairAround(
            Float64Array.from(entries, ([entry]) => entry),
            direction,
            extent,
            [-1, 1],
          );
          const scale = extent / Math.max(...direction.map(Math.abs));
          for (const [i, entry] of direction.entries()) {
            expect(Math.max(Math.abs(x[i] ?? 9), Math.abs(y[i] ?? 9))).toBeLessThanOrEqual(1);
            expect(Math.abs((x[i] ?? 0) - (y[i] ?? 0) - scale * entry)).toBeLessThan(2e-7);
          }
        },
      ),
    );
  });
});
