import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certifiedLevel, marginOf } from "../../src/slopes/certified-level.ts";
import { estimateLevel } from "../../src/slopes/estimate-level.ts";
import { slopeForm, slopeFormOffsets } from "../../src/slopes/slope-form.ts";
import { chainOf, chainPlan, normals } from "./support/chains.ts";

describe("certifiedLevel", () => {
  it("is the estimate and little more, or nothing", () => {
    fc.assert(
      fc.property(chainPlan(6, 3), (plan) => {
        const chain = chainOf({ ...plan, exponents: [] });
        const normal = normals(plan.seed + 1);
        const multipliers = chain.slopes.map((_, i) =>
          Float64Array.from({ length: chain.weights[i]?.rows ?? 0 }, () => 20 + Math.abs(normal())),
        );
        const [estimate, level] = [estimateLevel(chain, multipliers), certifiedLevel(chain, multipliers)];
        if (level === null) return;
        expect(level).toBeGreaterThanOrEqual(estimate * (1 - 1e-12));
        expect(level).toBeLessThanOrEqual(estimate * 2);
      }),
    );
  });

  it("refuses multipliers that prove nothing", () => {
    const one = { rows: 1, columns: 1, values: Float64Array.of(1) };
    const chain = { weights: [one, one], slopes: [[0, 1] as const] };
    // λ − 1 must be positive, and L² >= (λ / 2)² / (λ − 1), which is least at λ = 2.
    expect(certifiedLevel(chain, [Float64Array.of(1)])).toBeNull();
    expect(certifiedLevel(chain, [Float64Array.of(0.5)])).toBeNull();
    expect(certifiedLevel(chain, [Float64Array.of(2)])).toBeCloseTo(1, 6);
    expect(certifiedLevel(chain, [Float64Array.of(4)])).toBeCloseTo(4 / 3, 6);
  });

  it("leaves room for the rounding of Cholesky and of the form", () => {
    const chain = chainOf({ widths: [5, 7, 1], slopes: [[0, 1]], seed: 3, exponents: [] });
    const form = slopeForm(chain, [new Float64Array(7).fill(30)]);
    const start = slopeFormOffsets(chain)[0] ?? 0;
    const scale = new Float64Array(12).fill(1);
    const trace = form.values.reduce((sum, value, at) => (at % 13 === 0 ? sum + Math.abs(value) : sum), 0) + 5 * 9;
    const unit = 2 ** -53;
    for (const error of [0, 1e-9]) {
      const errors = new Float64Array(12).fill(0);
      errors[4] = error;
      // γ(n + 1) / (1 − γ(n + 1)) tr, n = 12
      expect(marginOf(form, errors, scale, start, 9)).toBeGreaterThanOrEqual(13 * unit * trace + error);
    }
  });
});
