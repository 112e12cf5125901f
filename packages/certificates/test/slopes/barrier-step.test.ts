import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { barrierFactor, type BarrierPoint, barrierStep } from "../../src/slopes/barrier-step.ts";
import { balanceUnits } from "../../src/slopes/balance-units.ts";
import { uniformMultipliers } from "../../src/slopes/uniform-multipliers.ts";
import { chainOf, chainPlan } from "./support/chains.ts";

describe("barrierStep", () => {
  it("is Newton's: along it, first and second derivative are minus and plus the decrement", () => {
    fc.assert(
      fc.property(chainPlan(5, 3), fc.double({ min: 0.1, max: 100, noNaN: true }), (plan, weight) => {
        // One slope takes multipliers too large for differences.
        const slopes = plan.slopes.map(([a, b]) => (a === b ? ([0, b] as const) : ([a, b] as const)));
        const chain = balanceUnits(chainOf({ ...plan, slopes, exponents: [] })).balanced;
        const start = uniformMultipliers(chain);
        if (start === null) return;
        const multipliers = Float64Array.from(start.multipliers.flatMap((values) => [...values])).map(
          (value) => value * 1.2,
        );
        const point: BarrierPoint = { level: start.level * 1.5, multipliers };
        const inside = barrierFactor(chain, point);
        if (inside === null) return;
        const relative = weight / start.level;
        const { barrier } = inside;
        const newton = barrierStep(chain, point, inside.factor, relative);
        if (newton === null) return;
        const { step, decrement } = newton;
        const change = (t: number): number => {
          const level = point.level + t * step.level;
          const next = barrierFactor(chain, {
            level,
            multipliers: multipliers.map((v, i) => v + t * (step.multipliers[i] ?? 0)),
          });
          return relative * t * step.level + (next?.barrier ?? Number.NaN) - barrier;
        };
        // Within the unit ball of the decrement the function is all but quadratic (self-concordance).
        const t = 1e-3 / Math.sqrt(1 + decrement);
        const [forth, back] = [change(t), change(-t)];
        const noise = 1e-11 * (Math.abs(barrier) + relative * point.level) + 1e-12;
        expect(Math.abs((forth - back) / 2 + t * decrement)).toBeLessThan(1e-2 * t * decrement + noise);
        expect(Math.abs(forth + back - t * t * decrement)).toBeLessThan(1e-2 * t * t * decrement + noise);
      }),
    );
  });

  it("refuses points outside of the cone", () => {
    const chain = chainOf({ widths: [2, 2, 1], slopes: [[0, 1]], seed: 1, exponents: [] });
    expect(barrierFactor(chain, { level: 100, multipliers: Float64Array.of(1, -1) })).toBeNull();
    expect(barrierFactor(chain, { level: 1e-9, multipliers: Float64Array.of(100, 100) })).toBeNull();
    expect(barrierFactor(chain, { level: 0, multipliers: Float64Array.of(100, 100) })).toBeNull();
  });
});
