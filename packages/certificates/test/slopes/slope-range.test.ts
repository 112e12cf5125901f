import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntrywiseAction } from "../../src/network/operation.ts";
import { slopeRange } from "../../src/slopes/slope-range.ts";

const erf = (x: number): number => {
  // ∫ e^(−t²) by Simpson's rule
  const n = 400;
  let sum = 0;
  for (let i = 0; i <= n; i++) sum += (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(-(((i * x) / n) ** 2));
  return ((2 / Math.sqrt(Math.PI)) * sum * x) / n / 3;
};

const FUNCTIONS: Readonly<Record<Exclude<EntrywiseAction["name"], "leakyrelu">, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  elu: (x) => (x < 0 ? Math.expm1(x) : x),
  selu: (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hardsigmoid: (x) => Math.min(1, Math.max(0, Math.fround(0.2) * x + 0.5)),
  softplus: (x) => Math.log1p(Math.exp(x)),
  softsign: (x) => x / (1 + Math.abs(x)),
  tanh: Math.tanh,
  swish: (x) => x / (1 + Math.exp(-x)),
  mish: (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  gelunew: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};

describe("slopeRange", () => {
  it.each(Object.entries(FUNCTIONS))("holds for every pair of points, and is attained: %s", (name, value) => {
    const action: EntrywiseAction = {
      type: "entrywise",
      name: name as keyof typeof FUNCTIONS,
      ceiling: Infinity,
      slopes: new Float32Array(0),
    };
    const [least, largest] = slopeRange(action);
    let [seenLeast, seenLargest] = [Infinity, -Infinity];
    for (let x = -12; x < 12; x += 1e-3) {
      const slope = (value(x + 1e-3) - value(x)) / 1e-3;
      seenLeast = Math.min(seenLeast, slope);
      seenLargest = Math.max(seenLargest, slope);
    }
    expect(seenLeast).toBeGreaterThanOrEqual(least - 1e-10);
    expect(seenLargest).toBeLessThanOrEqual(largest + 1e-10);
    expect(seenLeast).toBeLessThan(least + 1e-2);
    expect(seenLargest).toBeGreaterThan(largest - 1e-3);
  });

  it("has the slopes of a PReLU and 1", () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (slopes) => {
        const action = {
          type: "entrywise",
          name: "leakyrelu",
          ceiling: Infinity,
          slopes: Float32Array.from(slopes),
        } as const;
        expect(slopeRange(action)).toEqual([Math.min(1, ...slopes), Math.max(1, ...slopes)]);
      }),
    );
  });
});
